import StrictJSON
import Testing

/// A client of `/ws` that sends raw bytes and reads frames.
///
///     let socket = try await server.webSocket()
///     try await socket.send(.ping([1, 2, 3]))
///     let messages = try await socket.story(ofTrack: 7)
final class WebSocketConnection: Sendable {
  /// A key from RFC 6455, and the server's response to it (1.3).
  static let key = "dGhlIHNhbXBsZSBub25jZQ=="
  static let acceptedKey = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  private let connection: HTTPConnection

  /// How a connection ended.
  enum End: Sendable, Hashable {
    /// The server sent a close frame, with or without this code, and ended the connection.
    case closed(code: Int?)
    /// It ended the connection without a close frame.
    case dropped
  }

  /// Takes over a connection on which an upgrade was requested; the answer must accept it.
  init(_ connection: HTTPConnection) async throws {
    self.connection = connection
    let answer = try await connection.answer()
    try #require(answer.status == 101, "\(String(decoding: answer.head, as: UTF8.self))")
    #expect(answer["Upgrade"]?.lowercased() == "websocket")
    #expect(answer["Connection"]?.lowercased() == "upgrade")
    #expect(answer["Sec-WebSocket-Accept"] == Self.acceptedKey)
    #expect(answer["Sec-WebSocket-Extensions"] == nil)
    #expect(answer["Sec-WebSocket-Protocol"] == nil)
  }

  func send(_ frames: WebSocketFrame...) async throws {
    try await send(frames.flatMap(\.bytes))
  }

  func send(_ bytes: [UInt8]) async throws { try await connection.send(bytes) }

  /// Announces that nothing more will be sent.
  func endSending() { connection.endSending() }

  func close() { connection.close() }

  /// The next frame of any kind; nil at the end of the connection.
  func frame() async throws -> WebSocketFrame? {
    let frame = try await connection.read { try WebSocketFrame(from: &$0) }
    if let frame { connection.checkSecrecy(frame.payload) }
    return frame
  }

  /// The next frame that is not a ping; pings are answered, up to a limit.
  func frameBesidePings() async throws -> WebSocketFrame? {
    for _ in 0..<4 {
      guard let frame = try await frame() else { return nil }
      guard frame.opcode == .ping else { return frame }
      try await send(.pong(frame.payload))
    }
    throw ByteSource.Malformed("pings came, and nothing else")
  }

  /// The next message, exactly as in its frame.
  func text() async throws -> [UInt8] {
    let frame = try #require(try await frameBesidePings(), "the connection has ended")
    try #require(frame.opcode == .text, "a frame of kind \(frame.opcode.number) came")
    return frame.payload
  }

  /// The next message.
  func message() async throws -> JSON { try JSON.parse(try await text()) }

  /// The messages up to the one that ends a track's analysis.
  func story(ofTrack track: Int) async throws -> [JSON] {
    var messages: [JSON] = []
    while true {
      let message = try await message()
      messages.append(message)
      if message.isVerdict, message.track == track { return messages }
    }
  }

  /// The same, starting at the track's first message and without those of the previous track, which
  /// a new client also receives.
  func newStory(ofTrack track: Int) async throws -> [JSON] {
    Array(try await story(ofTrack: track).drop { $0.track != track })
  }

  /// Reads messages and all other frames until the connection ends, and returns how it ended.
  func end() async throws -> End {
    while let frame = try await frame() {
      guard frame.opcode == .close else { continue }
      #expect(try await connection.isAtEnd(), "something came after the close")
      return .closed(code: frame.closeCode)
    }
    return .dropped
  }
}

extension JSON {
  /// The track that this message is about; nil if it is about none.
  var track: Int? { self["data"]?["track_id"]?.asInteger }

  /// Whether this message ends an analysis.
  var isVerdict: Bool {
    ["mastering_recommendation", "mastering_recommendation_failed"].contains(
      self["type"]?.asString)
  }
}
