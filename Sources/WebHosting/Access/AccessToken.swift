import HTTPTypes

/// The secret that a request has to know where there is one (HTTP-30).
///
/// It comes in a field and never in an address, which stands in histories and logs, nor in a cookie,
/// which a browser would send to every other server of the same host.
struct AccessToken: Sendable {
  /// The WebSocket protocol that the server speaks.
  static let protocolName = "mastering"
  /// What stands before the token in the name of another protocol that a client offers: a browser
  /// lets a page set no other field of a handshake.
  static let protocolPrefix = "mastering.token."

  /// The token.
  let text: String
  private let bytes: [UInt8]

  /// A token; nil for a text that a field could not hold, or that is too short to be a secret:
  /// letters, digits and `-._~`, 8 to 256 of them.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (8...256).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
    self.text = text
    self.bytes = bytes
  }

  /// A text that cannot be guessed: 128 random bits in 32 hexadecimal digits.
  static func random() -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: 0...(.max)), radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }

  /// Whether the request knows it: as `Authorization: Bearer`, or among the protocols that a WebSocket
  /// offers.
  func isKnown(to request: HTTPRequest, isWebSocket: Bool) -> Bool {
    var claims: [Substring] = []
    for value in request.headerFields[values: .authorization] {
      let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, parts[0].lowercased() == "bearer" { claims.append(parts[1]) }
    }
    if isWebSocket {
      for name in WebSocketHandshake.protocols(of: request)
      where name.hasPrefix(Self.protocolPrefix) {
        claims.append(name.dropFirst(Self.protocolPrefix.count))
      }
    }
    // All of them, so that the time does not show where the right one stood.
    return claims.reduce(false) { equals($1) || $0 }
  }

  /// Whether a text is the token, in a time that depends on nothing but the text's length.
  func equals(_ claim: Substring) -> Bool {
    var difference: UInt8 = 0
    var count = 0
    for byte in claim.utf8 {
      difference |= byte ^ bytes[count % bytes.count]
      count += 1
    }
    return count == bytes.count && difference == 0
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "_"), UInt8(ascii: "~"):
      true
    default: false
    }
  }
}
