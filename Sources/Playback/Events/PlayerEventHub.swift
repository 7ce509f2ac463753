import Synchronization

/// Sends events to any number of subscribers, to each in order and without one waiting for another.
///
/// Each subscriber has a queue of bounded length. A subscriber that does not keep up is dropped on
/// its own: it still gets the events in its queue, then ``SubscriberDropped``. A late subscriber
/// first gets the current state that the hub keeps, then every later event, without a gap.
///
///     let hub = PlayerEventHub<String>()
///     let events = hub.subscribe()
///     hub.publish("hello")
///     for try await event in events { print(event) }    // hello
public final class PlayerEventHub<Event: Sendable>: Sendable {
  /// The most events that are queued for a subscriber.
  public let queueLimit: Int

  private typealias Continuation = AsyncThrowingStream<Event, any Error>.Continuation

  private struct State {
    var subscribers: [Int: Continuation] = [:]
    var nextSubscriber = 0
    var remembered: [Event] = []
    var isFinished = false
    var droppedSubscribers = 0
  }

  private let remember: @Sendable (inout [Event], Event) -> Void
  private let state = Mutex(State())

  /// A hub without subscribers.
  ///
  /// - Parameters:
  ///   - queueLimit: the most events that are queued for a subscriber; 1 or more. The state sent to
  ///     a late subscriber does not count.
  ///   - remember: updates the current state, which a late subscriber gets first, with an event. It
  ///     is called in the order of events while a lock is held, so it must not call the hub. By
  ///     default no state is kept.
  public init(
    queueLimit: Int = 256,
    remembering remember: @escaping @Sendable (inout [Event], Event) -> Void = { _, _ in }
  ) {
    self.queueLimit = max(1, queueLimit)
    self.remember = remember
  }

  deinit {
    finish()
  }

  /// Sends an event to all subscribers. Returns at once; does nothing after ``finish()``.
  public func publish(_ event: Event) {
    let slow = state.withLock { state -> [Continuation] in
      guard !state.isFinished else { return [] }
      remember(&state.remembered, event)
      var slow: [Continuation] = []
      for (id, subscriber) in state.subscribers {
        if case .dropped = subscriber.yield(event) {
          slow.append(subscriber)
          state.subscribers[id] = nil
        }
      }
      state.droppedSubscribers += slow.count
      return slow
    }
    // Outside the lock: ending a subscription takes it.
    for subscriber in slow {
      subscriber.finish(throwing: SubscriberDropped(queueLimit: queueLimit))
    }
  }

  /// The current state, then every event from now on. Ends when the hub does; to unsubscribe,
  /// release it or cancel the task that reads it.
  public func subscribe() -> PlayerEventSubscription<Event> {
    state.withLock { state in
      // The state is never dropped, however short the queue is.
      let limit = queueLimit + state.remembered.count
      let (events, subscriber) = AsyncThrowingStream.makeStream(
        of: Event.self, throwing: (any Error).self, bufferingPolicy: .bufferingOldest(limit))
      state.remembered.forEach { subscriber.yield($0) }
      guard !state.isFinished else {
        subscriber.finish()
        return PlayerEventSubscription(events)
      }
      let id = state.nextSubscriber
      state.nextSubscriber += 1
      state.subscribers[id] = subscriber
      subscriber.onTermination = { [weak self] _ in self?.remove(id) }
      return PlayerEventSubscription(events)
    }
  }

  /// Clears the current state: subscribers from now on get only later events.
  public func forgetState() {
    state.withLock { $0.remembered = [] }
  }

  /// Ends the hub: every subscriber gets what is in its queue, and then the end.
  public func finish() {
    let subscribers = state.withLock { state in
      state.isFinished = true
      defer { state.subscribers = [:] }
      return Array(state.subscribers.values)
    }
    subscribers.forEach { $0.finish() }
  }

  /// How many subscribers there are.
  public var subscriberCount: Int { state.withLock { $0.subscribers.count } }

  /// How many subscribers were dropped for being slow.
  public var droppedSubscriberCount: Int { state.withLock { $0.droppedSubscribers } }

  private func remove(_ id: Int) {
    // Freed outside the lock, because that may end a stream, which calls back here.
    let removed = state.withLock { $0.subscribers.removeValue(forKey: id) }
    _ = removed
  }
}
