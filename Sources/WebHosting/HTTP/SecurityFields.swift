import HTTPTypes

/// The security policies sent to browsers.
enum SecurityFields {
  /// For the page: everything from this server, nothing inline (HTTP-23).
  static let policyForPage = """
    default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    media-src 'self'; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'none'
    """
  /// For all other answers, in case a browser opens one as a page.
  static let policyForData = "default-src 'none'; frame-ancestors 'none'; sandbox"

  static let framing = name("X-Frame-Options")
  static let referrer = name("Referrer-Policy")
  static let resourcePolicy = name("Cross-Origin-Resource-Policy")
  static let openerPolicy = name("Cross-Origin-Opener-Policy")

  private static func name(_ text: StaticString) -> HTTPField.Name {
    guard let name = HTTPField.Name("\(text)") else { preconditionFailure("\(text) is no token.") }
    return name
  }
}
