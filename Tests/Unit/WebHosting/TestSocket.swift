import Foundation
import Synchronization

/// A client connection for tests of a host in this process. It blocks only its own threads, because
/// the host uses those of tasks as well.
final class TestSocket: Sendable {
  private let descriptor: Int32
  private let received = Mutex<[UInt8]>([])

  /// Connects to a port on this machine.
  ///
  /// - Throws: `POSIXError` if nothing listens there.
  init(port: Int) throws {
    #if canImport(Darwin)
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #else
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #endif
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var patience = timeval(tv_sec: 240, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    let isConnected = withUnsafePointer(to: &address) { address in
      address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    // Everything is initialised here, so the object's deinit closes it.
    guard isConnected else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EINVAL) }
  }

  deinit { close(descriptor) }

  func send(_ text: String) throws {
    let bytes = Array(text.utf8)
    #if canImport(Darwin)
      let flags: Int32 = 0
    #else
      let flags = Int32(MSG_NOSIGNAL)
    #endif
    guard Foundation.send(descriptor, bytes, bytes.count, flags) == bytes.count else {
      throw POSIXError(.EPIPE)
    }
  }

  /// The bytes up to and including a text.
  func receive(until end: String) async throws -> String {
    try await onThreadOfItsOwn { [self] in
      while true {
        let text: String? = received.withLock { received in
          guard let range = Data(received).range(of: Data(end.utf8)) else { return nil }
          defer { received.removeFirst(range.upperBound) }
          return String(decoding: received[..<range.upperBound], as: UTF8.self)
        }
        if let text { return text }
        guard try receive() else { throw POSIXError(.EPIPE) }
      }
    }
  }

  /// The bytes until the connection ends, orderly or not.
  func receiveToEnd() async throws -> [UInt8] {
    try await onThreadOfItsOwn { [self] in
      while try receive() {}
      return received.withLock { $0 }
    }
  }

  private func receive() throws -> Bool {
    var block = [UInt8](repeating: 0, count: 4096)
    let count = recv(descriptor, &block, block.count, 0)
    guard count > 0 else {
      if count < 0, errno != ECONNRESET { throw POSIXError(.ETIMEDOUT) }
      return false
    }
    received.withLock { $0 += block[..<count] }
    return true
  }

  private func onThreadOfItsOwn<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }
}
