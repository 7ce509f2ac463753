import Synchronization

/// Output of a port that the runner has not read yet: bounded, for one writer and one reader.
///
/// A writer that is too far ahead waits, so that a port that writes endlessly is blocked by its own
/// pipe.
package final class Inbox: Sendable {
  private let capacity: Int
  private let state = Mutex(State())

  private struct State {
    var waiting: [PortOutput] = []
    var first = 0
    var bytes = 0
    var hasEnded = false
    var isClosed = false
    var reader: (turn: Int, resume: CheckedContinuation<PortOutput, Never>)?
    var turn = 0
    var writer: CheckedContinuation<Void, Never>?

    mutating func next() -> PortOutput? {
      guard first < waiting.count else { return hasEnded ? .ended : nil }
      let output = waiting[first]
      first += 1
      if first == waiting.count {
        waiting.removeAll(keepingCapacity: true)
        first = 0
      }
      bytes -= output.cost
      return output
    }
  }

  /// An inbox that blocks its writer from this many bytes up.
  package init(capacity: Int) {
    self.capacity = capacity
  }

  /// Adds output, and waits until there is room for more.
  package func put(_ output: PortOutput) async {
    guard offer(output) else { return }
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.isClosed || state.bytes <= capacity { return true }
        state.writer = continuation
        return false
      }
      if goesOn { continuation.resume() }
    }
  }

  /// Adds output, and returns whether the inbox is full.
  @discardableResult
  package func offer(_ output: PortOutput) -> Bool {
    let (reader, isFull) = state.withLock { state in
      guard !state.isClosed else {
        return (CheckedContinuation<PortOutput, Never>?.none, false)
      }
      if let reader = state.reader {
        state.reader = nil
        return (reader.resume, false)
      }
      state.waiting.append(output)
      state.bytes += output.cost
      return (nil, state.bytes > capacity)
    }
    reader?.resume(returning: output)
    return isFull
  }

  /// Nothing more will be written.
  package func end() {
    let reader = state.withLock { state in
      state.hasEnded = true
      defer { state.reader = nil }
      return state.reader?.resume
    }
    reader?.resume(returning: .ended)
  }

  /// Whether the writer has ended.
  var hasEnded: Bool { state.withLock(\.hasEnded) }

  /// The reader is gone: further output is dropped.
  package func close() {
    let writer = state.withLock { state in
      state.isClosed = true
      state.waiting = []
      state.first = 0
      state.bytes = 0
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume()
  }

  /// The next output; ``PortOutput/silence`` if nothing arrived before the deadline, or the task
  /// was cancelled.
  package func next(until deadline: ContinuousClock.Instant) async -> PortOutput {
    let (ready, turn, writer) = state.withLock { state in
      let ready = state.next()
      state.turn += 1
      guard state.bytes <= capacity else {
        return (ready, state.turn, CheckedContinuation<Void, Never>?.none)
      }
      defer { state.writer = nil }
      return (ready, state.turn, state.writer)
    }
    writer?.resume()
    if let ready { return ready }
    let timer = Task {
      try? await Task.sleep(until: deadline, clock: .continuous)
      if !Task.isCancelled { giveUp(turn) }
    }
    defer { timer.cancel() }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let ready: PortOutput? = state.withLock { state in
          if let ready = state.next() { return ready }
          if Task.isCancelled { return PortOutput.silence }
          state.reader = (turn, continuation)
          return nil
        }
        if let ready { continuation.resume(returning: ready) }
      }
    } onCancel: {
      giveUp(turn)
    }
  }

  private func giveUp(_ turn: Int) {
    let reader = state.withLock { state in
      guard state.reader?.turn == turn else {
        return CheckedContinuation<PortOutput, Never>?.none
      }
      defer { state.reader = nil }
      return state.reader?.resume
    }
    reader?.resume(returning: .silence)
  }
}

extension PortOutput {
  /// The cost of holding it, in bytes; an empty line has a cost as well.
  fileprivate var cost: Int {
    switch self {
    case .line(let bytes), .overlong(let bytes): bytes.count + 64
    case .silence, .ended: 0
    }
  }
}
