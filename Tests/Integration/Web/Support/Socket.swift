import Foundation
import Synchronization

/// A TCP connection to this machine. Every call waits at most for its patience.
final class Socket: Sendable {
  /// How long a server may send or accept nothing before that is a failure. It is far longer than
  /// any answer takes, even on a busy machine.
  static let usualPatience: Duration = .seconds(60)

  private let descriptor: Mutex<Int32>

  /// Failures of a connection.
  enum Failure: Error, Hashable {
    /// The system refused a call with this error number.
    case system(call: String, code: Int32)
    /// The peer ended the connection while there was data to send.
    case ended
    /// The peer did nothing for too long.
    case silent(Duration)
  }

  /// Connects.
  ///
  /// - Parameter receiveBufferBytes: the size of the receive buffer; if nil, the system decides.
  init(port: Int, receiveBufferBytes: Int32? = nil) throws {
    #if canImport(Darwin)
      let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    guard descriptor >= 0 else { throw Failure.system(call: "socket", code: errno) }
    // From here on, the object closes it.
    self.descriptor = Mutex(descriptor)
    // A write to a closed connection fails instead of raising SIGPIPE.
    signal(SIGPIPE, SIG_IGN)
    if var bytes = receiveBufferBytes {
      setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &bytes, socklen_t(MemoryLayout<Int32>.size))
    }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    let result = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result == 0 else { throw Failure.system(call: "connect", code: errno) }
  }

  deinit { close() }

  /// Sends all of the bytes.
  func send(_ bytes: [UInt8], patience: Duration = usualPatience) throws {
    var rest = bytes[...]
    while !rest.isEmpty {
      try wait(for: POLLOUT, patience)
      let count = rest.withUnsafeBytes {
        write(descriptor.withLock { $0 }, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure.ended }
      rest = rest.dropFirst(count)
    }
  }

  /// The next bytes, at least one; nil at the end.
  ///
  /// A reset connection ends like a closed one.
  func receive(patience: Duration = usualPatience) throws -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      try wait(for: POLLIN, patience)
      let count = read(descriptor.withLock { $0 }, &block, block.count)
      if count < 0, errno == EINTR { continue }
      return count > 0 ? Array(block[..<count]) : nil
    }
  }

  /// Announces that nothing more will be sent; reading continues.
  func endSending() {
    descriptor.withLock { _ = shutdown($0, Int32(SHUT_WR)) }
  }

  /// Closes it; bytes already sent still arrive.
  func close() {
    descriptor.withLock { descriptor in
      if descriptor >= 0 { _ = Foundation.close(descriptor) }
      descriptor = -1
    }
  }

  private func wait(for event: Int32, _ patience: Duration) throws {
    let milliseconds = Int32(clamping: patience.components.seconds * 1000)
    var descriptors = pollfd(
      fd: descriptor.withLock { $0 }, events: Int16(truncatingIfNeeded: event), revents: 0)
    while true {
      let count = poll(&descriptors, 1, milliseconds)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw Failure.system(call: "poll", code: errno) }
      guard count > 0 else { throw Failure.silent(patience) }
      return
    }
  }
}
