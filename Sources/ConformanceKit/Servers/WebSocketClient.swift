import StrictJSON

/// A WebSocket client that can send any frames and reports what it receives.
final class WebSocketClient {
  /// The key of the example in RFC 6455 (1.3), and the server's answer to it.
  private static let key = "dGhlIHNhbXBsZSBub25jZQ=="
  private static let acceptedKey = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="

  private let connection: ServerConnection
  private var hasSentClose = false

  /// Opens it.
  ///
  /// - Parameter targets: the targets requested before, on the same connection.
  init(
    to address: ServerAddress, fields: [(name: String, value: [UInt8])], after targets: [[UInt8]],
    until deadline: ContinuousClock.Instant
  ) throws(ServerTrouble) {
    connection = try ServerConnection(to: address, until: deadline)
    for target in targets {
      let request = OutgoingRequest(
        method: "GET", target: target, fields: [], body: nil, isJSON: false)
      try connection.send(request.bytes(for: address))
      let answer = try IncomingResponse(from: connection, body: .told)
      guard answer.status == 200 else {
        throw .breach("answered a request before the handshake with \(answer.status)")
      }
    }
    let upgrade: [(name: String, value: [UInt8])] = [
      ("Upgrade", Array("websocket".utf8)), ("Connection", Array("Upgrade".utf8)),
      ("Sec-WebSocket-Key", Array(Self.key.utf8)), ("Sec-WebSocket-Version", Array("13".utf8)),
    ]
    let request = OutgoingRequest(
      method: "GET", target: Array("/ws".utf8), fields: upgrade + fields, body: nil, isJSON: false)
    try connection.send(request.bytes(for: address))
    let answer = try IncomingResponse(from: connection, body: .none)
    guard answer.status == 101 else {
      throw .breach("answered the handshake with \(answer.status)")
    }
    guard answer.field("upgrade")?.lowercased() == "websocket",
      answer.field("connection")?.lowercased().contains("upgrade") == true
    else { throw .breach("accepted the handshake without Upgrade: websocket") }
    guard answer.field("sec-websocket-accept") == Self.acceptedKey else {
      throw .breach("accepted the handshake without the right Sec-WebSocket-Accept")
    }
    for name in ["sec-websocket-extensions", "sec-websocket-protocol"]
    where answer.field(name) != nil {
      throw .breach("accepted the handshake with a \(name) that was not requested")
    }
  }

  /// Sends a frame.
  func send(_ frame: Transcript.Frame, payload: [UInt8]) throws(ServerTrouble) {
    if frame.opcode == 0x8 { hasSentClose = true }
    try connection.send(Self.bytes(of: frame, payload: payload))
  }

  private static func bytes(of frame: Transcript.Frame, payload: [UInt8]) -> [UInt8] {
    let mask: UInt8 = frame.isMasked ? 0x80 : 0
    var bytes = [(frame.isLast ? 0x80 : 0) | frame.reserved << 4 | frame.opcode]
    switch payload.count {
    case ..<126: bytes.append(mask | UInt8(payload.count))
    case ..<65_536:
      bytes += [mask | 126, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF)]
    default:
      bytes.append(mask | 127)
      bytes += stride(from: 56, through: 0, by: -8).map { UInt8((payload.count >> $0) & 0xFF) }
    }
    guard frame.isMasked else { return bytes + payload }
    let key: [UInt8] = [0x1D, 0x2C, 0x3B, 0x4A]
    return bytes + key + payload.enumerated().map { $1 ^ key[$0 % 4] }
  }

  // MARK: What it hears

  /// A received event, and its bytes.
  struct Event {
    let value: JSON
    let raw: [UInt8]
  }

  /// The next event; pings are answered and left out.
  func next() throws(ServerTrouble) -> Event {
    var text: [UInt8]?
    while true {
      let (opcode, isLast, payload) = try frame()
      switch (opcode, text) {
      case (0x1, nil), (0x0, .some):
        let whole = (text ?? []) + payload
        if isLast { return Event(value: ["message": try message(in: whole)], raw: whole) }
        text = whole
      case (0x8, _):
        guard payload.count != 1 else { throw .breach("sent a close code of one byte") }
        let code = payload.count < 2 ? nil : Int(payload[0]) << 8 | Int(payload[1])
        if !hasSentClose { try send(Self.control(0x8), payload: Array(payload.prefix(2))) }
        guard try connection.isAtEnd() else {
          throw .breach("sent data after its close frame")
        }
        return Event(value: ["close": code.map { .integer($0) } ?? .null], raw: payload)
      case (0x9, _): try send(Self.control(0xA), payload: payload)
      case (0xA, _):
        return Event(
          value: ["pong": .string(String(decoding: payload, as: UTF8.self))], raw: payload)
      default: throw .breach("sent a frame with the unexpected opcode \(opcode)")
      }
    }
  }

  private static func control(_ opcode: UInt8) -> Transcript.Frame {
    Transcript.Frame(
      opcode: opcode, isLast: true, isMasked: true, reserved: 0, payload: .text(""))
  }

  private func frame() throws(ServerTrouble) -> (opcode: UInt8, isLast: Bool, payload: [UInt8]) {
    let start = try connection.bytes(2)
    guard start[0] & 0x70 == 0 else { throw .breach("sent a frame with reserved bits") }
    guard start[1] & 0x80 == 0 else { throw .breach("sent a masked frame") }
    var length = Int(start[1])
    if length >= 126 {
      let shortest = length == 126 ? 126 : 65_536
      length = try connection.bytes(length == 126 ? 2 : 8).reduce(0) { length, byte in
        length > ServerConnection.longest ? length : length << 8 | Int(byte)
      }
      guard length >= shortest else {
        throw .breach("sent a frame whose length is not written in the fewest bytes")
      }
    }
    guard length <= ServerConnection.longest else { throw .breach("sent an oversized frame") }
    let (opcode, isLast) = (start[0] & 0xF, start[0] & 0x80 != 0)
    if opcode >= 0x8, !isLast || length > 125 {
      throw .breach("sent a fragmented control frame, or one of more than 125 bytes")
    }
    return (opcode, isLast, try connection.bytes(length))
  }

  private func message(in text: [UInt8]) throws(ServerTrouble) -> JSON {
    do throws(JSONSyntaxError) {
      return try JSON.parse(text)
    } catch {
      throw .breach("sent a message that is not JSON: \(Excerpt.of(text))")
    }
  }
}
