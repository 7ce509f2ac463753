import NIOCore

/// Facts about the address that a server listens on.
enum ListeningAddress {
  /// Whether only this machine can reach it.
  static func isLoopback(_ address: String) -> Bool {
    if address.lowercased() == "localhost" { return true }
    switch try? SocketAddress(ipAddress: address, port: 0) {
    // 127.0.0.0/8; the text has been checked to be four numbers.
    case .v4: return address.hasPrefix("127.")
    case .v6: return ["::1", "0:0:0:0:0:0:0:1"].contains(address)
    default: return false
    }
  }

  /// Whether it stands for all addresses of the machine.
  static func isAny(_ address: String) -> Bool {
    ["0.0.0.0", "::", "0:0:0:0:0:0:0:0"].contains(address)
  }

  /// Whether an address of a client is this machine's own.
  static func isLoopback(_ client: SocketAddress) -> Bool {
    client.ipAddress.map(isLoopback) ?? true
  }
}
