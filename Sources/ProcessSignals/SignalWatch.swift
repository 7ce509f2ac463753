public import Dispatch
import SystemCalls
import Synchronization

/// Receives signals instead of being ended by them, from its creation until it is cancelled or
/// released.
///
/// Uses Dispatch and its threads: those of tasks may all be busy with a file for a while, and
/// Ctrl-C must not wait for that.
public final class SignalWatch: Sendable {
  // Set by init; sources themselves are safe to use from any thread.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]
  /// Left by each source when it has ended.
  private let watching = DispatchGroup()

  /// Starts watching the signals, and returns when none can be missed any more. An earlier one has
  /// its usual effect.
  ///
  /// - Parameters:
  ///   - numbers: the signals, such as SIGINT.
  ///   - onlyFirst: whether, after one of them, the next has its usual effect.
  ///   - queue: the serial queue on which `heard` runs.
  ///   - heard: called with the number of each signal. Two of the same kind in quick succession may
  ///     be merged.
  public init(
    _ numbers: [Int32], onlyFirst: Bool = false, on queue: DispatchQueue,
    heard: @escaping @Sendable (Int32) -> Void
  ) async {
    var sources: [any DispatchSourceSignal] = []
    // Accessed only on the serial queue.
    nonisolated(unsafe) var wasHeard = false
    for number in numbers {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if onlyFirst {
          // Dispatch may still receive it before the system ends the process.
          if wasHeard { Self.endProcess(by: number) }
          wasHeard = true
          for number in numbers { Disposition.restore(number) }
        }
        heard(number)
      }
      watching.enter()
      source.setCancelHandler { [watching] in
        Disposition.letGo(of: number)
        watching.leave()
      }
      // Activation is asynchronous: Dispatch starts watching on another thread, possibly much later
      // on a busy machine.
      await withCheckedContinuation { isRegistered in
        source.setRegistrationHandler {
          Disposition.take(number)
          isRegistered.resume()
        }
        source.activate()
      }
      sources.append(source)
    }
    self.sources = sources
  }

  deinit { for source in sources { source.cancel() } }

  /// Stops watching, and returns when the signals have their usual effect again.
  public func cancel() async {
    for source in sources { source.cancel() }
    await withCheckedContinuation { isOver in
      watching.notify(queue: .global()) { isOver.resume() }
    }
  }

  /// Ends the process as the signal would have, so that a shell sees it and stops its loop.
  public static func endProcess(by number: Int32) -> Never {
    Disposition.restore(number)
    // Dispatch blocks signals in its threads, of which this may be one.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
    // For a signal that does not end a process, such as SIGCHLD.
    exit(exitStatus(of: number))
  }

  /// The exit status for work stopped by a signal: 130 for Ctrl-C.
  public static func exitStatus(of number: Int32) -> Int32 { 128 + number }
}

/// The system's handling of a signal while Dispatch watches it, and afterwards.
///
/// On Darwin, Dispatch receives a signal in addition to its usual effect, which therefore has to be
/// disabled. On Linux, Dispatch installs a handler, but only once per process and signal, so it has
/// to be restored for the second watch.
enum Disposition {
  private struct State {
    var watches: [Int32: Int] = [:]
    var handlers: [Int32: sigaction] = [:]
  }

  private static let state = Mutex(State())

  /// Makes a signal that Dispatch has begun to watch reach Dispatch and nothing else.
  static func take(_ number: Int32) {
    state.withLock { state in
      state.watches[number, default: 0] += 1
      #if canImport(Darwin)
        signal(number, SIG_IGN)
      #else
        if var handler = state.handlers[number] {
          sigaction(number, &handler, nil)
        } else {
          var handler = sigaction()
          if sigaction(number, nil, &handler) == 0 { state.handlers[number] = handler }
        }
      #endif
    }
  }

  /// Restores the usual effect of a signal when its last watch has ended.
  static func letGo(of number: Int32) {
    let isLast = state.withLock { state in
      state.watches[number, default: 1] -= 1
      return state.watches[number] == 0
    }
    if isLast { restore(number) }
  }

  /// Restores the usual effect of a signal at once.
  static func restore(_ number: Int32) { signal(number, SIG_DFL) }
}
