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
      let count = systemRead(number, buffer.baseAddress, buffer.count)
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
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
      let result = pread(number, rest.baseAddress, rest.count, off_t(offset) + off_t(count))
      if result == 0 { break }
      if result > 0 {
        count += result
      } else if errno != EINTR {
        return .failure(.last)
      }
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
      let count = systemWrite(number, rest.baseAddress, rest.count)
      if count >= 0 {
        rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        continue
      }
      switch errno {
      case EINTR: continue
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
    var entries = wanted.map {
      pollfd(fd: $0.descriptor.number, events: Int16($0.events), revents: 0)
    }
    while poll(&entries, nfds_t(entries.count), milliseconds) < 0, errno == EINTR {}
    return entries.map { $0.revents != 0 }
  }
}

private let systemRead = read
private let systemWrite = write
