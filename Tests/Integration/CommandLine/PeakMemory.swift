import Foundation
import Synchronization

/// Watches how much memory another process has had at most.
///
/// Linux keeps the highest count itself (`VmHWM`), so what is missed is only what is added between
/// the last look and the end of the process, less than a millisecond. The count that `wait4` gives
/// would be simpler, but starts at the size of the process that started this one. Elsewhere nothing
/// is seen.
final class PeakMemory: Sendable {
  private let state = Mutex((peakKiB: 0, isWatching: true))

  /// Starts to watch.
  init(ofProcess identifier: Int32) {
    // A thread of its own, because all threads of tasks may be busy for longer than the process
    // lives.
    Thread.detachNewThread { [self] in
      while state.withLock({ $0.isWatching }) {
        let peakKiB = Self.highWaterMarkKiB(ofProcess: identifier)
        state.withLock { $0.peakKiB = max($0.peakKiB, peakKiB) }
        usleep(500)
      }
    }
  }

  /// Stops watching and returns the most that was seen, in KiB.
  func stop() -> Int {
    state.withLock { state in
      state.isWatching = false
      return state.peakKiB
    }
  }

  private static func highWaterMarkKiB(ofProcess identifier: Int32) -> Int {
    guard
      let status = try? String(contentsOfFile: "/proc/\(identifier)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })
    else { return 0 }
    return line.split(separator: " ").lazy.compactMap { Int($0) }.first ?? 0
  }
}
