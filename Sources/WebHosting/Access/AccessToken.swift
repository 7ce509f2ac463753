internal import HTTPTypes

/// The secret that a request has to know where there is one (HTTP-22).
struct AccessToken: Sendable {
  /// The query's parameter that holds it, where nothing else can.
  static let parameter = "token"
  /// The cookie that holds it for the page.
  static let cookie = "mastering_token"

  private let bytes: [UInt8]

  /// A token; nil for a text that a header or a cookie could not hold, or that is too short to be a
  /// secret: letters, digits and `-._~`, 8 to 256 of them.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard (8...256).contains(bytes.count), bytes.allSatisfy(Self.isAllowed) else { return nil }
    self.bytes = bytes
  }

  /// Whether the request knows it: as `Authorization: Bearer`, in its query, or in its cookie.
  func isKnown(to request: HTTPRequest, _ target: RequestTarget) -> Bool {
    var claims: [Substring] = []
    for value in request.headerFields[values: .authorization] {
      let parts = value.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2, parts[0].lowercased() == "bearer" { claims.append(parts[1]) }
    }
    if let value = target.value(of: Self.parameter) { claims.append(value[...]) }
    for value in request.headerFields[values: .cookie] {
      for pair in value.split(separator: ";") {
        let pair = pair.drop { $0 == " " }
        if pair.hasPrefix("\(Self.cookie)=") {
          claims.append(pair.dropFirst(Self.cookie.count + 1))
        }
      }
    }
    // All of them, so that the time does not tell where the right one stood.
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

  /// The field that gives the token to a browser.
  var cookieField: String {
    "\(Self.cookie)=\(String(decoding: bytes, as: UTF8.self)); Path=/; HttpOnly; SameSite=Strict"
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
