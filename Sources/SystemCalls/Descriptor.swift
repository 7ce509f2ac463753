/// An open file, pipe, socket or terminal of the process, read and written by threads that may
/// block.
package struct Descriptor: Sendable {
  package let number: Int32

  /// A descriptor by its number.
  package init(number: Int32) {
    self.number = number
  }

  /// The result of reading.
  package enum Reading: Sendable, Equatable {
    case bytes(Int)
    case end
    case failure(Int32)
  }

  /// Reads what there is, waiting for something.
  package func read(into buffer: inout [UInt8]) -> Reading {
    buffer.withUnsafeMutableBytes { read(into: $0) }
  }

  /// Reads what there is, waiting for something.
  package func read(into buffer: UnsafeMutableRawBufferPointer) -> Reading {
    while true {
      let count = uninterrupted { systemRead(number, buffer.baseAddress, buffer.count) }
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      switch errno {
      // The descriptor may be non-blocking; that is up to the process that passed it to us.
      case EAGAIN: _ = Self.wait(for: [(self, POLLIN)], milliseconds: -1)
      case let code: return .failure(code)
      }
    }
  }

  /// Reads to the end.
  ///
  /// - Parameters:
  ///   - expectedBytes: the probable number of bytes, for which room is allocated at once.
  ///   - limitBytes: the most bytes to keep; nil is returned if there are more.
  package func readToEnd(
    expectedBytes: Int = 1 << 16, limitBytes: Int = .max
  ) throws(SystemError) -> [UInt8]? {
    var bytes: [UInt8] = []
    // One more, so that the end is noticed without a second buffer.
    var buffer = [UInt8](repeating: 0, count: max(0, min(expectedBytes, limitBytes)) + 1)
    while true {
      switch read(into: &buffer) {
      case .end: return bytes
      case .failure(let code): throw SystemError(code: code)
      case .bytes(let count):
        guard bytes.count + count <= limitBytes else { return nil }
        bytes += buffer[..<count]
      }
    }
  }

  /// Reads the bytes available from an offset of a file, and returns their number: fewer than fit
  /// only at its end.
  ///
  /// The failure is returned rather than thrown, because the standard library's functions that lend
  /// memory do not pass on typed errors.
  package func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) -> Result<Int, SystemError> {
    var count = 0
    while count < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[count...])
      let result = uninterrupted {
        pread(number, rest.baseAddress, rest.count, off_t(offset) + off_t(count))
      }
      if result == 0 { break }
      guard result > 0 else { return .failure(.last) }
      count += result
    }
    return .success(count)
  }

  /// Writes everything, waiting as long as it takes; returns the system's number for what kept it
  /// from that.
  package func write(_ bytes: [UInt8]) -> Int32? {
    bytes.withUnsafeBytes { write($0) }
  }

  /// Writes everything, waiting as long as it takes; returns the system's number for what kept it
  /// from that.
  package func write(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    var rest = bytes
    while !rest.isEmpty {
      let count = uninterrupted { systemWrite(number, rest.baseAddress, rest.count) }
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        continue
      }
      switch errno {
      case EAGAIN: _ = Self.wait(for: [(self, POLLOUT)], milliseconds: -1)
      case let code: return code
      }
    }
    return nil
  }

  /// Waits until one of them is ready, or for this many milliseconds unless negative, and returns
  /// which are.
  package static func wait(
    for wanted: [(descriptor: Descriptor, events: Int32)], milliseconds: Int32
  ) -> [Bool] {
    var entries = wanted.map { $0.descriptor.polled(for: $0.events) }
    _ = uninterrupted { poll(&entries, nfds_t(entries.count), milliseconds) }
    return entries.map { $0.revents != 0 }
  }

  /// Waits until one of them is ready, and returns which are; none when the deadline has passed.
  ///
  /// - Throws: the system's error if it cannot wait.
  package static func wait(
    for wanted: [(descriptor: Descriptor, events: Int32)], until deadline: ContinuousClock.Instant
  ) throws(SystemError) -> [Bool] {
    var entries = wanted.map { $0.descriptor.polled(for: $0.events) }
    while true {
      let rest = (deadline - .now) / .milliseconds(1)
      guard rest > 0 else { return wanted.map { _ in false } }
      // In steps, because poll can wait for no more than 24 days.
      let count = poll(&entries, nfds_t(entries.count), Int32(min(rest.rounded(.up), 60_000)))
      if count > 0 { return entries.map { $0.revents != 0 } }
      guard count == 0 || errno == EINTR else { throw .last }
    }
  }

  private func polled(for events: Int32) -> pollfd {
    pollfd(fd: number, events: Int16(truncatingIfNeeded: events), revents: 0)
  }
}

private let systemRead = read
private let systemWrite = write
