public import Dispatch
import SystemCalls
import Synchronization

/// Hears signals instead of being ended by them, from the moment that it exists until it is
/// cancelled or gone.
///
/// By Dispatch, and on threads of its: those of tasks may all be busy with a file for a while, and
/// Ctrl-C is not to wait for that.
public final class SignalWatch: Sendable {
  // Set by init; sources themselves are safe to use from any thread.
  nonisolated(unsafe) private let sources: [any DispatchSourceSignal]
  /// Left by each source when it is over.
  private let watching = DispatchGroup()

  /// Begins to hear the signals, and returns when none can be missed any more. One that comes
  /// earlier does what it would have done without.
  ///
  /// - Parameters:
  ///   - numbers: the signals, as SIGINT.
  ///   - onlyFirst: whether, after one of them, the next does what it does to any program.
  ///   - queue: where `heard` runs, which has to do one thing at a time.
  ///   - heard: is given the number of each signal. Two of a kind in a moment may come as one.
  public init(
    _ numbers: [Int32], onlyFirst: Bool = false, on queue: DispatchQueue,
    heard: @escaping @Sendable (Int32) -> Void
  ) async {
    var sources: [any DispatchSourceSignal] = []
    // Touched on the one queue.
    nonisolated(unsafe) var wasHeard = false
    for number in numbers {
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        if onlyFirst {
          // Dispatch may still be quicker to take it than the system to end the process.
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
      // Activating only asks for it: Dispatch begins to watch on a thread of its own, which may be
      // later by much where the machine is busy.
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

  /// Hears nothing any more, and returns when the signals end the process again.
  public func cancel() async {
    for source in sources { source.cancel() }
    await withCheckedContinuation { isOver in
      watching.notify(queue: .global()) { isOver.resume() }
    }
  }

  /// Ends the process as a signal would have, so that a shell sees it and stops its loop.
  public static func endProcess(by number: Int32) -> Never {
    Disposition.restore(number)
    // Dispatch blocks signals in its threads, of which this may be one.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, number)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    raise(number)
    // For a signal that ends nothing, as SIGCHLD.
    exit(exitStatus(of: number))
  }

  /// The exit status that says a signal stopped the work: 130 for Ctrl-C.
  public static func exitStatus(of number: Int32) -> Int32 { 128 + number }
}

/// What the system does with a signal of this process while Dispatch watches it, and after.
///
/// On Darwin Dispatch hears of a signal beside what it does, which therefore has to be nothing. On
/// Linux Dispatch puts a handler, without which it hears little; but once in the life of a process
/// for each signal, so that it has to be put back for the second watch.
enum Disposition {
  private struct State {
    var watches: [Int32: Int] = [:]
    var handlers: [Int32: sigaction] = [:]
  }

  private static let state = Mutex(State())

  /// Sees to it that a signal which Dispatch has begun to watch reaches it, and nothing else.
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

  /// Gives a signal its effect back when the last watch of it is over.
  static func letGo(of number: Int32) {
    let isLast = state.withLock { state in
      state.watches[number, default: 1] -= 1
      return state.watches[number] == 0
    }
    if isLast { restore(number) }
  }

  /// Gives a signal its effect back at once.
  static func restore(_ number: Int32) { signal(number, SIG_DFL) }
}
