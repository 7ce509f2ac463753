/// The events of a ``PlayerEventHub`` for one subscriber, in order.
///
/// It ends without an error when the hub does or the reading task is cancelled, and with
/// ``SubscriberDropped`` when the subscriber was too slow. It supports a single reader.
public struct PlayerEventSubscription<Event: Sendable>: AsyncSequence, Sendable {
  /// Why it can end before the hub does.
  public typealias Failure = SubscriberDropped

  private let events: AsyncThrowingStream<Event, any Error>

  init(_ events: AsyncThrowingStream<Event, any Error>) {
    self.events = events
  }

  /// Its reader.
  public func makeAsyncIterator() -> Iterator {
    Iterator(base: events.makeAsyncIterator())
  }

  /// The reader of a subscription.
  public struct Iterator: AsyncIteratorProtocol {
    var base: AsyncThrowingStream<Event, any Error>.Iterator

    /// Waits for the next event; nil at the end.
    ///
    /// - Throws: ``SubscriberDropped`` once all earlier events have been delivered.
    public mutating func next() async throws(SubscriberDropped) -> Event? {
      try await next(isolation: nil)
    }

    /// Waits for the next event; nil at the end.
    ///
    /// - Throws: ``SubscriberDropped`` once all earlier events have been delivered.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(SubscriberDropped) -> Event? {
      do {
        return try await base.next(isolation: actor)
      } catch let dropped as SubscriberDropped {
        throw dropped
      } catch {
        // The hub finishes streams with no other error.
        return nil
      }
    }
  }
}

/// A subscriber did not keep up, and gets no further events. Subscribe again to continue from the
/// current state.
public struct SubscriberDropped: Error, Hashable {
  /// How many events were waiting for it.
  public let queueLimit: Int

  /// The failure for a queue limit.
  public init(queueLimit: Int) {
    self.queueLimit = queueLimit
  }
}
