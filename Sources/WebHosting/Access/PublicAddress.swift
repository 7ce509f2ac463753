/// The address of a server behind a proxy, usually one that terminates TLS (HTTP-37).
struct PublicAddress: Sendable, Hashable {
  private let scheme: String
  private let name: String
  private let port: Int?

  /// An address such as `https://music.example`; nil for a text that is not `http` or `https`, a
  /// name and an optional port.
  init?(_ text: String) {
    let lower = text.lowercased()
    guard let scheme = ["https", "http"].first(where: { lower.hasPrefix("\($0)://") }) else {
      return nil
    }
    var authority = String(lower.dropFirst(scheme.utf8.count + 3))
    if authority.hasSuffix("/") { authority.removeLast() }
    guard let parts = HostNames.parts(of: authority), (1...65_535).contains(parts.port ?? 1),
      parts.name.utf8.allSatisfy(Self.isOfName)
    else { return nil }
    self.scheme = scheme
    name = parts.name
    port = parts.port == Self.usualPort(of: scheme) ? nil : parts.port
  }

  /// How a browser writes it as the origin of a page (RFC 6454, 6.2).
  var origin: String { "\(scheme)://\(name)\(port.map { ":\($0)" } ?? "")" }

  /// Whether a `Host` field with that name and port refers to it.
  func isAuthority(_ name: String, port: Int?) -> Bool {
    let usual = Self.usualPort(of: scheme)
    return name == self.name && port ?? usual == self.port ?? usual
  }

  private static func usualPort(of scheme: String) -> Int { scheme == "https" ? 443 : 80 }

  /// Letters, digits, dots and hyphens, and what an IPv6 address needs in addition.
  private static func isOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }
}
