import MasteringService
import Synchronization

/// Delivers every line at once. A runner reads everything it is sent, so there is always room.
final class DirectOutbox: SessionOutbox {
  private let write: @Sendable ([UInt8]) -> Void
  private let state = Mutex(State())

  private struct State {
    var isOpen = false
    /// Parts of the open line, and complete lines sent in the meantime.
    var open: [UInt8] = []
    var after: [UInt8] = []
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  init(_ write: @escaping @Sendable ([UInt8]) -> Void) {
    self.write = write
  }

  func send(_ line: [UInt8]) {
    let isHeld = state.withLock { state in
      if state.isOpen { state.after += line }
      return state.isOpen
    }
    if !isHeld { write(line) }
  }

  func room() async {}

  func openLine() async {
    await withCheckedContinuation { continuation in
      let opened = state.withLock { state in
        guard state.isOpen else {
          state.isOpen = true
          return true
        }
        state.waiting.append(continuation)
        return false
      }
      if opened { continuation.resume() }
    }
  }

  func sendPart(_ bytes: [UInt8]) {
    state.withLock { $0.open += bytes }
  }

  func closeLine(_ bytes: [UInt8]) {
    let (output, next) = state.withLock { state in
      let output = state.open + bytes + state.after
      state.open = []
      state.after = []
      // The line stays open for the next waiter.
      let next = state.waiting.isEmpty ? nil : state.waiting.removeFirst()
      state.isOpen = next != nil
      return (output, next)
    }
    write(output)
    next?.resume()
  }
}
