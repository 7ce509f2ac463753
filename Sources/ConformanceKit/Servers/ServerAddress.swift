/// The address that a server announces.
struct ServerAddress: Sendable, Hashable {
  /// A name or number, without the brackets of IPv6.
  let host: String
  let port: Int
  /// The token that requests have to present; nil if the server does not announce one.
  let token: String?

  /// The first address in a line: `http://` and a host with a port, optionally followed by the
  /// token (CON-28).
  init?(in line: [UInt8]) {
    let text = String(decoding: line.prefix(4096), as: UTF8.self)
    guard
      let match = text.firstMatch(
        of:
          #/
          http://(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+)):([0-9]{1,5})(?![0-9])
          (?:/\#token=([A-Za-z0-9._~-]+))?
        /#),
      let host = match.output.1 ?? match.output.2, let port = Int(match.output.3),
      (1...65_535).contains(port)
    else { return nil }
    self.host = String(host)
    self.port = port
    token = match.output.4.map { String($0) }
  }

  /// The authority in requests.
  var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
