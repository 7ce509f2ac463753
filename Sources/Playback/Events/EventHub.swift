import Synchronization

/// Sends what happens to any number of subscribers, each of them in order and none waiting for another.
///
/// Each subscriber has a queue of bounded length. One that does not keep up is dropped, alone: it
/// still gets what is in its queue, then ``SubscriberDropped``. Who subscribes late gets first what
/// the hub remembers as the current state, then everything from there on, with no gap between.
///
///     let hub = EventHub<String>()
///     let events = hub.subscribe()
///     hub.publish("hello")
///     for try await event in events { print(event) }    // hello
public final class EventHub<Event: Sendable>: Sendable {
  /// The most events that wait for a subscriber.
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
  ///   - queueLimit: the most events that wait for a subscriber; 1 or more. What a late one gets
  ///     first does not count.
  ///   - remember: changes the current state, which a late subscriber gets first, by an event. It
  ///     is called in the order of events, with a lock held: it may not call the hub. Unless said
  ///     otherwise, nothing is remembered.
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

  /// Sends an event to all listeners. Returns at once; does nothing after ``finish()``.
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
    // Outside the lock: it calls the subscription's end, which takes it.
    for subscriber in slow {
      subscriber.finish(throwing: SubscriberDropped(queueLimit: queueLimit))
    }
  }

  /// Everything from now on, after the current state. Ends when the hub does; give it up by letting
  /// go of it, or by cancelling the task that reads it.
  public func subscribe() -> EventSubscription<Event> {
    state.withLock { state in
      // Nothing is dropped of the state, however short the queue.
      let limit = queueLimit + state.remembered.count
      let (events, subscriber) = AsyncThrowingStream.makeStream(
        of: Event.self, throwing: (any Error).self, bufferingPolicy: .bufferingOldest(limit))
      state.remembered.forEach { subscriber.yield($0) }
      guard !state.isFinished else {
        subscriber.finish()
        return EventSubscription(events)
      }
      let id = state.nextSubscriber
      state.nextSubscriber += 1
      state.subscribers[id] = subscriber
      subscriber.onTermination = { [weak self] _ in self?.remove(id) }
      return EventSubscription(events)
    }
  }

  /// Forgets the current state: who subscribes from now on gets only what happens then.
  public func forgetState() {
    state.withLock { $0.remembered = [] }
  }

  /// Ends the hub: every listener gets what is in its queue, and then the end.
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
    // Freed outside the lock, since that may end a stream, which would come back here.
    let removed = state.withLock { $0.subscribers.removeValue(forKey: id) }
    _ = removed
  }
}
