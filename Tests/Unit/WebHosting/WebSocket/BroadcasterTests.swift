import MasteringModel
import MasteringService
import NIOCore
import NIOEmbedded
import NIOWebSocket
import ProfileCatalog
import ProviderTesting
import StrictJSON
import Testing
import WireFormat

@testable import WebHosting

/// A client of a broadcaster whose socket the test controls.
private struct Listener {
  let channel = EmbeddedChannel()

  init(_ broadcaster: Broadcaster) throws {
    try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    try channel.pipeline.syncOperations.addHandlers([
      WebSocketFrameEncoder(), WebSocketConnection(broadcaster),
    ])
  }

  /// What was sent since the last call, in short form: the type of each message, or the code of a
  /// close.
  func told() throws -> [String] {
    channel.embeddedEventLoop.run()
    var bytes = ByteBuffer()
    while var piece = try channel.readOutbound(as: ByteBuffer.self) { bytes.writeBuffer(&piece) }
    var words: [String] = []
    while let first = bytes.readInteger(as: UInt8.self),
      let short = bytes.readInteger(as: UInt8.self)
    {
      var length = Int(short)
      if short == 126 { length = bytes.readInteger(as: UInt16.self).map(Int.init) ?? 0 }
      guard var data = bytes.readSlice(length: length) else { return words + ["cut"] }
      switch first {
      case 0x81: words.append(try JSON.parse(data.readableBytesView)["type"]?.asString ?? "?")
      case 0x88: words.append("close \(data.readInteger(as: UInt16.self) ?? 0)")
      case 0x89: words.append("ping")
      default: words.append("frame \(first)")
      }
    }
    return words
  }
}

@Suite struct BroadcasterTests {
  private let loaded = PlayerMessage(TrackLoadedMessage(trackID: 1), .begins)
  private let analyzing = PlayerMessage(
    FingerprintProgressMessage(trackID: 1, status: .analyzing, message: "…"), .proceeds)
  private let complete = PlayerMessage(
    FingerprintProgressMessage(trackID: 1, status: .complete, message: "…"), .proceeds)
  private let failed = PlayerMessage(
    RecommendationFailedMessage(trackID: 1, failure: .cancelled), .concludes)
  private let aside = PlayerMessage(
    RecommendationFailedMessage(trackID: 2, failure: .cancelled), .none)

  private let all = ["track_loaded", "fingerprint_progress", "mastering_recommendation_failed"]

  @Test func `every client gets every message in order`() throws {
    let broadcaster = Broadcaster()
    let clients = try (0..<3).map { _ in try Listener(broadcaster) }
    for message in [loaded, analyzing, aside, complete, failed] { broadcaster.tell(message) }
    for client in clients {
      #expect(
        try client.told() == [
          "track_loaded", "fingerprint_progress", "mastering_recommendation_failed",
          "fingerprint_progress", "mastering_recommendation_failed",
        ])
    }
  }

  @Test func `clients on other event loops get the same messages`() throws {
    let broadcaster = Broadcaster()
    let first = try Listener(broadcaster)
    broadcaster.tell(loaded)
    // A second loop, whose clients connect in between.
    let second = try Listener(broadcaster)
    broadcaster.tell(complete)
    broadcaster.tell(failed)
    #expect(try first.told() == all)
    #expect(try second.told() == all)
    broadcaster.tell(loaded)
    #expect(try second.told() == ["track_loaded"])
    #expect(try first.told() == ["track_loaded"])
  }

  @Test func `a late client gets the current state, then everything, nothing twice`() throws {
    let broadcaster = Broadcaster()
    for message in [failed, loaded, analyzing, aside, complete] { broadcaster.tell(message) }
    let late = try Listener(broadcaster)
    // Sent before any client was on this loop, so it is part of the state that the client gets
    // first.
    broadcaster.tell(failed)
    #expect(try late.told() == all)
    broadcaster.tell(loaded)
    #expect(try late.told() == ["track_loaded"])
  }

  @Test func `a client that has left gets nothing more`() throws {
    let broadcaster = Broadcaster()
    let client = try Listener(broadcaster)
    try client.channel.close().wait()
    broadcaster.tell(loaded)
    #expect(try client.told() == [])
  }

  @Test func `when the server shuts down, clients get a close`() throws {
    let broadcaster = Broadcaster()
    let client = try Listener(broadcaster)
    client.channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    broadcaster.tell(loaded)
    #expect(try client.told() == ["close 1001"])
  }

  @Test func `a client is pinged`() throws {
    let broadcaster = Broadcaster()
    let client = try Listener(broadcaster)
    client.channel.embeddedEventLoop.advanceTime(by: .seconds(15))
    #expect(try client.told() == ["ping"])
  }
}
