import NIOHTTP1

/// Rules for the head of every request: refuses heads that two programs could read differently, and
/// heads that are too large.
enum HeadRules {
  /// Why a head is refused; nil if it may be answered.
  static func refusal(of head: HTTPRequestHead) -> Refusal? {
    guard head.uri.utf8.count <= WebLimits.targetBytes else { return .targetTooLong }
    let size = head.headers.reduce(head.uri.utf8.count) {
      // Includes the colon, the space and the line break.
      $0 + $1.name.utf8.count + $1.value.utf8.count + 4
    }
    guard size <= WebLimits.headBytes else { return .headTooLarge }
    let hosts = head.headers["host"]
    guard hosts.count == 1 || hosts.isEmpty && head.version != .http1_1,
      head.uri.hasPrefix("/") || isProxyTarget(head.uri, ofHost: hosts.first)
    else { return .malformedRequest }
    let lengths = head.headers["content-length"]
    let codings = head.headers["transfer-encoding"]
    guard lengths.count <= 1, codings.count <= 1, lengths.isEmpty || codings.isEmpty,
      codings.allSatisfy({ $0.lowercased() == "chunked" && head.version == .http1_1 })
    else { return .malformedRequest }
    if let length = lengths.first {
      let isDigits = length.utf8.allSatisfy { (0x30...0x39).contains($0) }
      guard isDigits, let bytes = Int(length) else { return .malformedRequest }
      guard bytes <= WebLimits.bodyBytes else { return .bodyTooLarge }
    }
    return nil
  }

  /// Whether a target is in the form that is sent to a proxy (RFC 9112, 3.2.2), and names the host
  /// that the field names.
  private static func isProxyTarget(_ target: String, ofHost host: String?) -> Bool {
    let scheme = "http://"
    guard let host, target.lowercased().hasPrefix(scheme) else { return false }
    let authority = target.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
    return authority.lowercased() == host.lowercased()
  }
}
