/// A frame of RFC 6455, valid or not, as a client or a server sends it.
struct WebSocketFrame: Sendable, Hashable {
  var opcode: Opcode
  var payload: [UInt8]
  var isFinal = true
  /// The three reserved bits; the first has the value 4.
  var reservedBits: UInt8 = 0
  /// Nil leaves the frame unmasked, like a server's.
  var mask: [UInt8]? = [0x11, 0xA2, 0x7F, 0x04]
  /// The length stated in the header, whatever the length of the payload.
  var declaredLength: DeclaredLength?

  /// What a frame is.
  struct Opcode: Sendable, Hashable {
    let number: UInt8

    static let continuation = Opcode(number: 0)
    static let text = Opcode(number: 1)
    static let binary = Opcode(number: 2)
    static let close = Opcode(number: 8)
    static let ping = Opcode(number: 9)
    static let pong = Opcode(number: 10)

    var isControl: Bool { number >= 8 }
  }

  /// How a header states the length of the payload.
  enum DeclaredLength: Sendable, Hashable {
    case inSevenBits(UInt8)
    case in16Bits(UInt16)
    case in64Bits(UInt64)
  }

  init(_ opcode: Opcode, _ payload: [UInt8] = []) {
    self.opcode = opcode
    self.payload = payload
  }

  static func text(_ text: String) -> WebSocketFrame { .init(.text, Array(text.utf8)) }
  static func ping(_ payload: [UInt8] = []) -> WebSocketFrame { .init(.ping, payload) }
  static func pong(_ payload: [UInt8] = []) -> WebSocketFrame { .init(.pong, payload) }

  /// A close with a code and a reason.
  static func close(_ code: UInt16, reason: [UInt8] = []) -> WebSocketFrame {
    .init(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + reason)
  }

  /// The same frame as a part that is not the last of its message.
  func opening() -> WebSocketFrame {
    var frame = self
    frame.isFinal = false
    return frame
  }

  func with(reservedBits: UInt8) -> WebSocketFrame {
    var frame = self
    frame.reservedBits = reservedBits
    return frame
  }

  func unmasked() -> WebSocketFrame {
    var frame = self
    frame.mask = nil
    return frame
  }

  func declaring(_ length: DeclaredLength) -> WebSocketFrame {
    var frame = self
    frame.declaredLength = length
    return frame
  }

  /// The code in a close frame; nil if there is none.
  var closeCode: Int? { payload.count >= 2 ? Int(payload[0]) << 8 | Int(payload[1]) : nil }

  // MARK: Writing

  var bytes: [UInt8] {
    let first = (isFinal ? 0x80 : 0) | reservedBits << 4 | opcode.number
    let maskBit: UInt8 = mask == nil ? 0 : 0x80
    var bytes = [first]
    switch declaredLength ?? .shortest(payload.count) {
    case .inSevenBits(let length): bytes.append(maskBit | length)
    case .in16Bits(let length):
      bytes += [maskBit | 126, UInt8(length >> 8), UInt8(length & 0xFF)]
    case .in64Bits(let length):
      bytes.append(maskBit | 127)
      bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }
    }
    guard let mask else { return bytes + payload }
    return bytes + mask + payload.enumerated().map { $1 ^ mask[$0 % 4] }
  }

  // MARK: Reading

  /// Reads a server's frame, which must be whole, unmasked and of minimal length; nil at the end of
  /// the connection.
  init?(from source: inout ByteSource) throws {
    if try source.isAtEnd() { return nil }
    let start = try source.bytes(2)
    isFinal = start[0] & 0x80 != 0
    reservedBits = start[0] >> 4 & 7
    opcode = Opcode(number: start[0] & 0x0F)
    mask = nil
    var length = Int(start[1] & 0x7F)
    if length == 126 {
      length = try source.bytes(2).reduce(0) { $0 << 8 | Int($1) }
      guard length > 125 else { throw ByteSource.Malformed("16 bits for a length of \(length)") }
    } else if length == 127 {
      let long = try source.bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard long > 0xFFFF, long < 1 << 30 else {
        throw ByteSource.Malformed("64 bits for a length of \(long)")
      }
      length = Int(long)
    }
    guard isFinal, reservedBits == 0, start[1] & 0x80 == 0,
      [.text, .close, .ping, .pong].contains(opcode), !opcode.isControl || length <= 125
    else { throw ByteSource.Malformed("a frame that no server sends here: \(start)") }
    payload = try source.bytes(length)
  }
}

extension WebSocketFrame.DeclaredLength {
  static func shortest(_ count: Int) -> Self {
    switch count {
    case ...125: .inSevenBits(UInt8(count))
    case ...0xFFFF: .in16Bits(UInt16(count))
    default: .in64Bits(UInt64(count))
    }
  }
}
