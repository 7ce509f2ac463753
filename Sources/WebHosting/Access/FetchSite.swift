import HTTPTypes

/// Which page a browser asks for, as it says itself (W3C Fetch Metadata; HTTP-39).
///
/// Browsers send `Sec-Fetch-Site` with every request to a loopback address or over TLS, and let no
/// page set it. Where it is missing, a program asks; or a browser asks another machine over plain
/// HTTP, and there a token is needed, which a page of another site does not have.
enum FetchSite {
  /// Whether a request comes from a page of another site, or of another port of this host, and does
  /// more than lead a person to the page.
  static func isForeign(_ head: HTTPRequest, toPage: Bool) -> Bool {
    let sites = head.headerFields[values: site]
    guard !sites.allSatisfy({ ["same-origin", "none"].contains($0) }) else { return false }
    let isRead = [.get, .head].contains(head.method)
    return !(toPage && isRead && head.headerFields[values: mode] == ["navigate"])
  }

  private static let site = name("Sec-Fetch-Site")
  private static let mode = name("Sec-Fetch-Mode")

  private static func name(_ text: StaticString) -> HTTPField.Name {
    guard let name = HTTPField.Name("\(text)") else { preconditionFailure("\(text) is no token.") }
    return name
  }
}
