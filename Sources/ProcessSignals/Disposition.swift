import Synchronization
import SystemCalls

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
