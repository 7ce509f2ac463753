import HTTPTypes

/// The site that made a browser's request, as the browser reports it (W3C Fetch Metadata; HTTP-39).
///
/// Browsers send `Sec-Fetch-Site` with every request to a loopback address or over TLS, and do not
/// let a page set it. If it is missing, the client is a program, or a browser on another machine
/// over plain HTTP; there a token is required, which a page of another site does not have.
enum FetchSite {
  /// Whether a request comes from a page of another site, or of another port of this host, and is
  /// more than a navigation to the page.
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
