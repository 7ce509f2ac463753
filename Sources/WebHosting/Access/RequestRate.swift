import NIOCore
import Synchronization

/// The rate limit of each client address: this many requests per second, and as many at once.
///
/// Each address has a bucket that fills over time and is emptied by requests. There are at most
/// ``capacity`` buckets; beyond that, full ones are dropped first, which makes no difference to
/// their clients, and then all of them, so that every client starts again.
final class RequestRate: Sendable {
  private struct Bucket {
    var requests: Double
    var filledAt: NIODeadline
  }

  /// How many addresses are counted separately.
  static let capacity = 4096
  /// The longest wait in `Retry-After`: a day.
  private static let longestWaitSeconds = 86_400.0

  private let perSecond: Double
  private let buckets = Mutex<[String: Bucket]>([:])

  /// A rate of this many requests a second, above 0.
  init(perSecond: Double) {
    self.perSecond = perSecond
  }

  /// Counts a request of a client.
  ///
  /// - Returns: how many whole seconds it should wait before the next request; nil if it may
  ///   continue.
  func wait(for address: String, at now: NIODeadline = .now()) -> Int? {
    buckets.withLock { buckets in
      if buckets.count >= Self.capacity, buckets[address] == nil {
        buckets = buckets.filter { filled($0.value, at: now) < burst }
        if buckets.count >= Self.capacity { buckets = [:] }
      }
      let there = buckets[address].map { filled($0, at: now) } ?? burst
      guard there >= 1 else {
        buckets[address] = Bucket(requests: there, filledAt: now)
        // A rate can be so small that the time overflows.
        return Int(min(max(1, ((1 - there) / perSecond).rounded(.up)), Self.longestWaitSeconds))
      }
      buckets[address] = Bucket(requests: there - 1, filledAt: now)
      return nil
    }
  }

  private var burst: Double { max(1, perSecond) }

  private func filled(_ bucket: Bucket, at now: NIODeadline) -> Double {
    let seconds = Double((now - bucket.filledAt).nanoseconds) / 1e9
    return min(burst, bucket.requests + max(0, seconds) * perSecond)
  }
}
