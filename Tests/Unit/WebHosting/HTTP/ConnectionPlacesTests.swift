import NIOCore
import NIOEmbedded
import Synchronization
import Testing

@testable import WebHosting

/// Which connections are closed when no place is left.
@Suite struct ConnectionPlacesTests {
  private func client(_ address: String = "192.0.2.1") throws -> EmbeddedChannel {
    let channel = EmbeddedChannel()
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    channel.remoteAddress = try SocketAddress(ipAddress: address, port: 1)
    return channel
  }

  @Test func `one address never gets all places, however many connections it opens`() throws {
    let places = ConnectionPlaces(limit: 10)
    let crowd = try (0..<100).map { _ in try client() }
    for channel in crowd { #expect(places.enter(channel) != nil) }
    crowd.forEach { $0.embeddedEventLoop.run() }
    #expect(places.count == 5)
    let owner = try client("192.0.2.2")
    #expect(places.enter(owner) != nil)
    #expect(owner.isActive)
    // The oldest connections were closed.
    #expect(crowd.firstIndex(where: \.isActive) == 95)
  }

  @Test func `a crowd of addresses makes room for a new one`() throws {
    let places = ConnectionPlaces(limit: 4)
    let crowd = try (1...4).map { try client("192.0.2.\($0)") }
    for channel in crowd { _ = places.enter(channel) }
    #expect(places.enter(try client("192.0.2.9")) != nil)
    crowd.forEach { $0.embeddedEventLoop.run() }
    #expect(places.count == 4)
    #expect(crowd.count(where: \.isActive) == 3)
  }

  @Test func `waiting connections are closed first, then stalled ones, then WebSockets`() throws {
    let places = ConnectionPlaces(limit: 8)
    var channels: [EmbeddedChannel] = []
    for use in [ConnectionPlaces.Use.webSocket, .stalled, .answering, .waiting] {
      let channel = try client()
      try #require(places.enter(channel)).set(use)
      channels.append(channel)
    }
    var gone: [[Bool]] = []
    for _ in 0..<4 {
      let newcomer = try client()
      places.enter(newcomer)?.set(.answering)
      channels.forEach { $0.embeddedEventLoop.run() }
      gone.append(channels.map { !$0.isActive })
    }
    #expect(
      gone == [
        [false, false, false, true], [false, true, false, true], [true, true, false, true],
        [true, true, false, true],
      ])
  }

  @Test func `a connection being answered keeps its place, and a new one gets none`() throws {
    let places = ConnectionPlaces(limit: 4)
    for _ in 0..<2 { places.enter(try client())?.set(.answering) }
    #expect(places.enter(try client()) == nil)
    #expect(places.enter(try client("192.0.2.2")) != nil)
  }

  @Test func `a place is freed when its connection ends`() throws {
    let places = ConnectionPlaces(limit: 4)
    let channel = try client()
    places.enter(channel)?.set(.answering)
    try channel.close().wait()
    channel.embeddedEventLoop.run()
    #expect(places.count == 0)
  }

  @Test func `memory is released once when a crowd has left, and not for a few`() throws {
    let given = Counter()
    let places = ConnectionPlaces(limit: 4096) { given.add() }
    func come(_ count: Int) throws -> [EmbeddedChannel] {
      try (0..<count).map { _ in
        let channel = try client()
        _ = places.enter(channel)
        return channel
      }
    }
    func go(_ channels: some Sequence<EmbeddedChannel>) throws {
      for channel in channels {
        try channel.close().wait()
        channel.embeddedEventLoop.run()
      }
    }
    try go(come(60))
    #expect(given.count == 0)
    let crowd = try come(400)
    try go(crowd[..<349])
    #expect(given.count == 0)
    try go(crowd[349...])
    #expect(places.count == 0)
    #expect(given.count == 1)
    try go(come(60))
    #expect(given.count == 1)
    try go(come(64))
    #expect(given.count == 2)
  }

  @Test func `if descriptors are few, some are reserved for files`() {
    #expect(ConnectionPlaces.limit(ofDescriptors: 20_000) == 4096)
    #expect(ConnectionPlaces.limit(ofDescriptors: 1024) == 768)
    #expect(ConnectionPlaces.limit(ofDescriptors: 256) == 192)
    #expect(ConnectionPlaces.limit(ofDescriptors: 64) == 16)
  }
}

/// Counts how often something happened.
private final class Counter: Sendable {
  private let number = Atomic(0)
  var count: Int { number.load(ordering: .relaxed) }
  func add() { number.add(1, ordering: .relaxed) }
}
