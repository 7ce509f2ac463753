import Foundation

/// A port on which nothing listens: the system assigned it, and it was released.
func freePort() throws -> Int {
  let holder = try PortHolder()
  return holder.port
}

/// Holds a port until the last reference to it is released.
final class PortHolder {
  let port: Int
  private let descriptor: Int32

  init() throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let (descriptor, result) = withUnsafeMutablePointer(to: &address) { [descriptor] address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        let isHeld =
          bind(descriptor, address, size) == 0 && listen(descriptor, 1) == 0
          && getsockname(descriptor, address, &size) == 0
        return (descriptor, isHeld)
      }
    }
    guard result else {
      let code = errno
      close(descriptor)
      throw Socket.Failure.system(call: "bind", code: code)
    }
    port = Int(in_port_t(bigEndian: address.sin_port))
  }

  deinit { close(descriptor) }
}
