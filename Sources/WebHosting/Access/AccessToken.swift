import HTTPTypes

/// The secret that a request has to present if one is required (HTTP-30).
///
/// It is sent in a header field, never in a URL, which is stored in histories and logs, nor in a
/// cookie, which a browser would send to every other server on the same host.
struct AccessToken: Sendable {
  /// The WebSocket subprotocol of the server.
  static let protocolName = "mastering"
  /// The prefix before the token in the name of another subprotocol that a client offers: it is the
  /// only field of a handshake that a browser lets a page set.
  static let protocolPrefix = "mastering.token."

  /// The token.
  let text: String
  private let bytes: [UInt8]

  /// A token; nil for a text that a header field cannot contain, or that is too short to be a
  /// secret: letters, digits and `-._~`, 8 to 256 of them.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (8...256).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
    self.text = text
    self.bytes = bytes
  }

  /// An unguessable text: 128 random bits as 32 hexadecimal digits.
  static func random() -> String {
    (0..<2).map { _ in
      let digits = String(UInt64.random(in: 0...(.max)), radix: 16)
      return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }.joined()
  }

  /// Whether the request presents it: as `Authorization: Bearer`, or among the subprotocols that a
  /// WebSocket client offers.
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
    // All of them are compared, so that the time does not reveal the position of the right one.
    return claims.reduce(false) { equals($1) || $0 }
  }

  /// Whether a text is the token, in time that depends only on the length of the text.
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
