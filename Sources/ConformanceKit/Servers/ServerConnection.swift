import Foundation
import SystemCalls

/// Why a connection to a server cannot continue.
enum ServerTrouble: Error, Hashable {
  /// Nothing arrived in time.
  case silence
  /// The connection ended, or could not be made.
  case ended(String)
  /// The received bytes violate the protocol.
  case breach(String)
}

/// A connection to a server under test. Every call blocks until the deadline at most, so call them
/// on a thread that may.
///
/// It uses system calls rather than a client library: the bytes themselves are tested, including
/// invalid ones.
final class ServerConnection {
  /// The most bytes of an answer that are accepted.
  static let longest = 64 << 20

  private let descriptor: Int32
  private let deadline: ContinuousClock.Instant
  private var buffer: [UInt8] = []
  private var taken = 0
  private var hasEnded = false
  /// How many bytes have been received in total.
  private var count = 0

  init(
    to address: ServerAddress, until deadline: ContinuousClock.Instant
  ) throws(ServerTrouble) {
    self.deadline = deadline
    descriptor = try Self.connected(to: address, until: deadline)
  }

  deinit { Foundation.close(descriptor) }

  private static func connected(
    to address: ServerAddress, until deadline: ContinuousClock.Instant
  ) throws(ServerTrouble) -> Int32 {
    // A server that is gone shows as a failed write.
    signal(SIGPIPE, SIG_IGN)
    var hints = addrinfo()
    #if canImport(Darwin)
      hints.ai_socktype = SOCK_STREAM
    #else
      hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    #endif
    var found: UnsafeMutablePointer<addrinfo>?
    if getaddrinfo(address.host, String(address.port), &hints, &found) == 0 {
      defer { freeaddrinfo(found) }
      var next = found
      while let candidate = next?.pointee {
        next = candidate.ai_next
        if let descriptor = try connected(to: candidate, until: deadline) { return descriptor }
      }
    }
    throw .ended("accepts no connection at \(address.authority)")
  }

  private static func connected(
    to candidate: addrinfo, until deadline: ContinuousClock.Instant
  ) throws(ServerTrouble) -> Int32? {
    let descriptor = socket(candidate.ai_family, candidate.ai_socktype, candidate.ai_protocol)
    guard descriptor >= 0 else { return nil }
    // Without this, the wait for a server that listens but never accepts would be unlimited.
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    var failure: Int32 = 0
    if connect(descriptor, candidate.ai_addr, candidate.ai_addrlen) != 0 { failure = errno }
    if failure == EINPROGRESS {
      do throws(ServerTrouble) {
        try wait(for: POLLOUT, of: descriptor, until: deadline)
      } catch {
        Foundation.close(descriptor)
        throw error
      }
      var size = socklen_t(MemoryLayout<Int32>.size)
      getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size)
    }
    guard failure == 0 else {
      Foundation.close(descriptor)
      return nil
    }
    return descriptor
  }

  /// Sends bytes; those that a server no longer reads because it has closed the connection are
  /// dropped, because its answer may have arrived before.
  func send(_ bytes: [UInt8]) throws(ServerTrouble) {
    var rest = bytes[...]
    while !rest.isEmpty {
      try Self.wait(for: POLLOUT, of: descriptor, until: deadline)
      let count = rest.withUnsafeBytes { rest in
        uninterrupted { write(descriptor, rest.baseAddress, rest.count) }
      }
      if count < 0, errno == EAGAIN { continue }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Whether the other side has closed the connection and everything was read.
  func isAtEnd() throws(ServerTrouble) -> Bool {
    guard taken == buffer.count else { return false }
    return try !fetch()
  }

  /// The next bytes, this many.
  func bytes(_ count: Int) throws(ServerTrouble) -> [UInt8] {
    while buffer.count - taken < count {
      guard try fetch() else {
        throw .ended("closed the connection after \(buffer.count - taken) of \(count) bytes")
      }
    }
    defer { taken += count }
    return Array(buffer[taken..<(taken + count)])
  }

  /// The bytes up to the next line end, without it.
  func line() throws(ServerTrouble) -> [UInt8] {
    // Counted from the bytes already consumed, because the buffer's start may move.
    var searched = 0
    while true {
      if let end = buffer[(taken + searched)...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = buffer[taken..<end]
        taken = end + 1
        return Array(line.last == UInt8(ascii: "\r") ? line.dropLast() : line)
      }
      searched = buffer.count - taken
      guard try fetch() else { throw .ended("closed the connection within a line") }
    }
  }

  /// Everything until the end.
  func everything() throws(ServerTrouble) -> [UInt8] {
    while try fetch() {}
    defer { taken = buffer.count }
    return Array(buffer[taken...])
  }

  /// Waits for more; false at the end. A reset connection counts as ended.
  private func fetch() throws(ServerTrouble) -> Bool {
    guard !hasEnded else { return false }
    var block = [UInt8](repeating: 0, count: 1 << 16)
    var got = 0
    repeat {
      try Self.wait(for: POLLIN, of: descriptor, until: deadline)
      got = uninterrupted { read(descriptor, &block, block.count) }
    } while got < 0 && errno == EAGAIN
    guard got > 0 else {
      hasEnded = true
      return false
    }
    count += got
    guard count <= Self.longest else { throw .breach("sent more than \(Self.longest >> 20) MiB") }
    if taken > 0, taken == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      taken = 0
    }
    buffer += block[..<got]
    return true
  }

  private static func wait(
    for event: Int32, of descriptor: Int32, until deadline: ContinuousClock.Instant
  ) throws(ServerTrouble) {
    let isReady: Bool
    do throws(SystemError) {
      isReady = try Descriptor.wait(
        for: [(Descriptor(number: descriptor), event)], until: deadline)[0]
    } catch {
      throw .ended("cannot be polled")
    }
    guard isReady else { throw .silence }
  }
}
