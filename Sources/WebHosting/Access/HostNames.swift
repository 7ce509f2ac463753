import NIOCore

/// The names under which the server may be addressed (HTTP-20, HTTP-21).
///
/// A page of another site can make its own name resolve to this machine's address and send requests
/// to it (DNS rebinding). Such a request names that site, and is refused.
struct HostNames: Sendable {
  private let names: Set<String>
  private let takesAllAddresses: Bool
  private let publicAddresses: [PublicAddress]

  /// The names of a server.
  ///
  /// - Parameters:
  ///   - address: where it listens.
  ///   - additional: further names, from the configuration.
  ///   - publicAddresses: the addresses of proxies in front of it.
  init(address: String, additional: [String], publicAddresses: [PublicAddress] = []) {
    var names = Set(additional.map { $0.lowercased() })
    names.insert(Self.written(address).lowercased())
    if ListeningAddress.isLoopback(address) {
      names.formUnion(["localhost", "127.0.0.1", "[::1]"])
    }
    self.names = names
    takesAllAddresses = ListeningAddress.isAny(address)
    self.publicAddresses = publicAddresses
  }

  /// Whether a `Host` field names the server, at the port that received the request.
  func contain(_ host: String, port: Int) -> Bool {
    guard let (name, named) = Self.parts(of: host) else { return false }
    // A proxy may pass on the name under which it was addressed.
    if publicAddresses.contains(where: { $0.isAuthority(name, port: named) }) { return true }
    guard named ?? 80 == port else { return false }
    return names.contains(name) || takesAllAddresses && Self.isNumeric(name)
  }

  /// Whether an `Origin` field is that of a page of the server itself, as seen from here or from
  /// the other side of a proxy.
  func containOrigin(_ origin: String, host: String) -> Bool {
    if publicAddresses.contains(where: { $0.origin == origin.lowercased() }) { return true }
    let scheme = "http://"
    guard origin.hasPrefix(scheme) else { return false }
    let named = origin.dropFirst(scheme.count)
    guard let origin = Self.parts(of: String(named)), let host = Self.parts(of: host) else {
      return false
    }
    return origin.name == host.name && origin.port ?? 80 == host.port ?? 80
  }

  /// Name and port of an authority; nil if it is not valid.
  static func parts(of authority: String) -> (name: String, port: Int?)? {
    let text = authority.lowercased()
    // The colons of an IPv6 address are in brackets.
    let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : nil
    if text.hasPrefix("["), end == nil { return nil }
    let rest = text[(end ?? text.firstIndex(of: ":") ?? text.endIndex)...]
    let name = String(text[..<rest.startIndex])
    guard !name.isEmpty else { return nil }
    if rest.isEmpty { return (name, nil) }
    let digits = rest.dropFirst()
    guard rest.first == ":", (1...5).contains(digits.utf8.count),
      digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let port = Int(digits)
    else { return nil }
    return (name, port)
  }

  private static func isNumeric(_ name: String) -> Bool {
    let address = name.hasPrefix("[") ? String(name.dropFirst().dropLast()) : name
    return (try? SocketAddress(ipAddress: address, port: 0)) != nil
  }

  private static func written(_ address: String) -> String {
    address.contains(":") ? "[\(address)]" : address
  }
}
