import MasteringService
import StrictJSON
import Synchronization

/// Sends a client the progress of its request: always increasing, at most ten times a second, and
/// never after the answer.
final class ProgressReporter: Sendable {
  private struct State {
    var latest = -Double.infinity
    var sentAt: ContinuousClock.Instant?
    var isOpen = true
  }

  private let token: JSON
  private let outbox: any SessionOutbox
  private let state = Mutex(State())

  /// The shortest time between two notifications: a cached library advances by thousands of tracks
  /// a second, too fast to read.
  private static let interval: Duration = .milliseconds(100)

  init(token: JSON, outbox: any SessionOutbox) {
    self.token = token
    self.outbox = outbox
  }

  /// Reports progress as a part of a total.
  func report(_ progress: Double, of total: Double, _ message: String) {
    // Sent inside the lock, to keep the order and so that `close` waits for the last one.
    state.withLock { state in
      let now = ContinuousClock.now
      guard state.isOpen, progress > state.latest,
        state.sentAt.map({ now - $0 >= Self.interval }) ?? true
      else { return }
      state.latest = progress
      state.sentAt = now
      let notification: JSON = [
        "jsonrpc": "2.0", "method": "notifications/progress",
        "params": [
          "progressToken": token, "progress": .number(progress), "total": .number(total),
          "message": .string(message),
        ],
      ]
      outbox.send(notification.utf8() + [UInt8(ascii: "\n")])
    }
  }

  /// Ends the reports: once this returns, there are no more.
  func close() {
    state.withLock { $0.isOpen = false }
  }
}
