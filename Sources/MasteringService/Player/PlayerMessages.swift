import Playback

/// The messages of a ``RecommendationService``'s player: first the current state, then every later
/// message; for a single reader.
///
/// It ends with the service. A reader that falls so far behind that messages would be lost
/// continues with the state at that time.
public struct PlayerMessages: AsyncSequence, Sendable {
  /// It never fails.
  public typealias Failure = Never

  private let hub: PlayerEventHub<PlayerEvent>
  private let events: PlayerEventSubscription<PlayerEvent>

  init(_ hub: PlayerEventHub<PlayerEvent>) {
    self.hub = hub
    events = hub.subscribe()
  }

  /// Its reader.
  public func makeAsyncIterator() -> Iterator {
    Iterator(hub: hub, events: events.makeAsyncIterator())
  }

  /// The reader of messages.
  public struct Iterator: AsyncIteratorProtocol {
    fileprivate let hub: PlayerEventHub<PlayerEvent>
    fileprivate var events: PlayerEventSubscription<PlayerEvent>.Iterator

    /// Waits for the next message; nil at the end, and when the task is cancelled.
    public mutating func next() async -> PlayerMessage? {
      await next(isolation: nil)
    }

    /// Waits for the next message; nil at the end, and when the task is cancelled.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> PlayerMessage? {
      while !Task.isCancelled {
        do throws(SubscriberDropped) {
          return try await events.next(isolation: actor).map(PlayerMessage.init)
        } catch {
          events = hub.subscribe().makeAsyncIterator()
        }
      }
      return nil
    }
  }
}
