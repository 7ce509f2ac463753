import Foundation
import Synchronization

/// Does work on a thread of its own with 8 MiB of stack, and waits for it.
///
/// The parser calls itself for every level of nesting and gives up only at a thousand, which takes
/// up to 2 MiB; the threads that tasks run on have less on some systems.
func withRoomyStack<Value: Sendable>(_ work: @escaping @Sendable () -> Value) -> Value {
  let answer = Answer<Value>()
  let thread = Thread { answer.set(work()) }
  thread.stackSize = 8 << 20
  thread.start()
  return answer.wait()
}

/// A value that one thread sets and another waits for.
private final class Answer<Value: Sendable>: Sendable {
  private let value = Mutex<Value?>(nil)
  private let isSet = DispatchSemaphore(value: 0)

  func set(_ value: Value) {
    self.value.withLock { $0 = value }
    isSet.signal()
  }

  func wait() -> Value {
    isSet.wait()
    guard let value = value.withLock({ $0 }) else {
      preconditionFailure("An answer was announced and is not there")
    }
    return value
  }
}
