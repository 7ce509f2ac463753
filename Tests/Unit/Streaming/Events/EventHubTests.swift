import Playback
import ProviderTesting
import Testing

/// All events of a subscription, and how it ended.
func everything<Event: Sendable>(
  of events: PlayerEventSubscription<Event>
) async -> (events: [Event], dropped: SubscriberDropped?) {
  var received: [Event] = []
  do throws(SubscriberDropped) {
    for try await event in events { received.append(event) }
    return (received, nil)
  } catch {
    return (received, error)
  }
}

@Suite(.timeLimit(.minutes(20))) struct EventHubTests {
  @Test func `every subscriber gets every event, in order`() async {
    let hub = PlayerEventHub<Int>(queueLimit: 1000)
    let subscriptions = (0..<50).map { _ in hub.subscribe() }
    #expect(hub.subscriberCount == 50)
    for number in 0..<1000 { hub.publish(number) }
    hub.finish()
    for subscription in subscriptions {
      let (events, dropped) = await everything(of: subscription)
      #expect(events == Array(0..<1000))
      #expect(dropped == nil)
    }
  }

  @Test func `events from many tasks reach all subscribers in the same order`() async {
    let hub = PlayerEventHub<Int>(queueLimit: 1000)
    let (first, second) = (hub.subscribe(), hub.subscribe())
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<1000 { group.addTask { hub.publish(number) } }
    }
    hub.finish()
    let events = await everything(of: first).events
    #expect(events.count == 1000)
    #expect(await everything(of: second).events == events)
  }

  @Test func `a slow subscriber alone is dropped, and is told`() async throws {
    let hub = PlayerEventHub<Int>(queueLimit: 10)
    let slow = hub.subscribe()
    let quick = hub.subscribe()
    var reader = quick.makeAsyncIterator()
    for number in 0..<30 {
      hub.publish(number)
      #expect(try await reader.next() == number)
    }
    #expect(hub.subscriberCount == 1)
    #expect(hub.droppedSubscriberCount == 1)
    let (events, dropped) = await everything(of: slow)
    // Without a gap: the events in its queue, then the reason.
    #expect(events == Array(0..<10))
    #expect(dropped == SubscriberDropped(queueLimit: 10))
    hub.publish(30)
    #expect(try await reader.next() == 30)
  }

  @Test func `a queue that is exactly full is not too slow`() async {
    let hub = PlayerEventHub<Int>(queueLimit: 10)
    let events = hub.subscribe()
    for number in 0..<10 { hub.publish(number) }
    hub.finish()
    let (received, dropped) = await everything(of: events)
    #expect(received == Array(0..<10))
    #expect(dropped == nil)
  }

  @Test func `a late subscriber gets the current state first, then everything`() async {
    // The state is the last three events.
    let hub = PlayerEventHub<Int>(queueLimit: 1) { state, event in state = state.suffix(2) + [event]
    }
    for number in 0..<10 { hub.publish(number) }
    let late = hub.subscribe()
    hub.publish(10)
    hub.finish()
    let (events, dropped) = await everything(of: late)
    #expect(events == [7, 8, 9, 10])
    #expect(dropped == nil)
  }

  /// The numbers that a late subscriber gets are consecutive, whenever it subscribed.
  @Test func `a subscription has no gap and no repeat, whenever it begins`() async {
    let hub = PlayerEventHub<Int>(queueLimit: 3000) { state, event in state = [event] }
    let isWhole = await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        for number in 0..<2000 {
          hub.publish(number)
          if number.isMultiple(of: 50) { await Task.yield() }
        }
        hub.finish()
        return true
      }
      for _ in 0..<50 {
        group.addTask {
          let events = await everything(of: hub.subscribe()).events
          guard let first = events.first else { return true }
          return events == Array(first..<2000)
        }
      }
      return await group.reduce(true) { $0 && $1 }
    }
    #expect(isWhole)
  }

  @Test func `a cleared state is sent to no subscriber`() async {
    let hub = PlayerEventHub<Int> { state, event in state = [event] }
    hub.publish(1)
    hub.forgetState()
    let late = hub.subscribe()
    hub.finish()
    #expect(await everything(of: late).events == [])
  }

  @Test func `a subscriber after the end gets the state and the end`() async {
    let hub = PlayerEventHub<Int> { state, event in state = [event] }
    hub.publish(1)
    hub.finish()
    hub.publish(2)
    let (events, dropped) = await everything(of: hub.subscribe())
    #expect(events == [1])
    #expect(dropped == nil)
    #expect(hub.subscriberCount == 0)
  }

  @Test func `a released hub ends its subscriptions`() async {
    var hub: PlayerEventHub<Int>? = PlayerEventHub()
    let events = hub?.subscribe()
    hub?.publish(1)
    hub = nil
    if let events { #expect(await everything(of: events).events == [1]) }
  }

  @Test func `a subscriber that leaves is forgotten`() async {
    let hub = PlayerEventHub<Int>()
    do { _ = hub.subscribe() }
    #expect(hub.subscriberCount == 0)

    let started = Heard<Bool>()
    let events = hub.subscribe()
    let task = Task {
      started.hear(true)
      return await everything(of: events)
    }
    await started.until { !$0.isEmpty }
    task.cancel()
    let (received, dropped) = await task.value
    #expect(received == [])
    #expect(dropped == nil)
    #expect(hub.subscriberCount == 0)
  }
}
