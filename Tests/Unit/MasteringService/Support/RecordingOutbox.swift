import MasteringService
import Synchronization

/// Collects the sent lines, and lets a test wait for them.
final class RecordingOutbox: SessionOutbox {
  private struct State {
    var bytes: [UInt8] = []
    var parts = 0
    var largestPart = 0
    var watchers: [(lines: Int, continuation: CheckedContinuation<Void, Never>)] = []

    var lines: Int { bytes.count { $0 == 0x0A } }
  }

  private let state = Mutex(State())

  func send(_ line: [UInt8]) { append(line) }
  func room() async {}
  func openLine() async {}
  func sendPart(_ bytes: [UInt8]) async {
    state.withLock {
      $0.parts += 1
      $0.largestPart = max($0.largestPart, bytes.count)
    }
    append(bytes)
  }
  func closeLine(_ bytes: [UInt8]) { append(bytes) }

  /// Appends an immediate answer.
  func append(_ bytes: [UInt8]) {
    let reached = state.withLock { state in
      state.bytes += bytes
      let lines = state.lines
      let reached = state.watchers.filter { $0.lines <= lines }.map(\.continuation)
      state.watchers.removeAll { $0.lines <= lines }
      return reached
    }
    reached.forEach { $0.resume() }
  }

  /// The lines so far.
  var lines: [String] {
    String(decoding: state.withLock { $0.bytes }, as: UTF8.self).split(separator: "\n").map(
      String.init)
  }

  /// The number of parts in which open lines arrived, and the size of the largest.
  var parts: (count: Int, largestBytes: Int) { state.withLock { ($0.parts, $0.largestPart) } }

  /// The lines, once there are at least this many.
  func lines(atLeast count: Int) async -> [String] {
    await withCheckedContinuation { continuation in
      let isReached = state.withLock { state in
        if state.lines >= count { return true }
        state.watchers.append((count, continuation))
        return false
      }
      if isReached { continuation.resume() }
    }
    return lines
  }
}
