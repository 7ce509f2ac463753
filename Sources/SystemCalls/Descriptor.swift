/// An open file, pipe, socket or terminal of the process, read and written by threads that may wait.
package struct Descriptor: Sendable {
  package let number: Int32

  /// A descriptor by its number.
  package init(number: Int32) {
    self.number = number
  }

  /// What came of reading.
  package enum Reading: Sendable, Equatable {
    case bytes(Int)
    case end
    case failure(Int32)
  }

  /// Reads what there is, waiting for something.
  package func read(into buffer: inout [UInt8]) -> Reading {
    while true {
      let count = buffer.withUnsafeMutableBytes { systemRead(number, $0.baseAddress, $0.count) }
      if count > 0 { return .bytes(count) }
      if count == 0 { return .end }
      switch errno {
      case EINTR: continue
      // Whoever gave us the descriptor may have made it return at once.
      case EAGAIN: _ = Self.wait(for: [(self, POLLIN)], milliseconds: -1)
      case let code: return .failure(code)
      }
    }
  }

  /// Writes everything, waiting as long as it takes; returns the system's number for what kept it
  /// from that.
  package func write(_ bytes: [UInt8]) -> Int32? {
    bytes.withUnsafeBytes { bytes in
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
  }

  /// Waits until one of them is ready, or for so many milliseconds where that is not below 0, and
  /// returns which are.
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
