import Synchronization

/// The last bytes of a stream.
final class Tail: Sendable {
  private let capacity: Int
  private let bytes = Mutex<[UInt8]>([])

  init(capacity: Int) {
    self.capacity = capacity
  }

  func append(_ more: UnsafeRawBufferPointer) {
    bytes.withLock { bytes in
      bytes += more.suffix(capacity)
      // Only now and then, so that many small pieces do not move the rest each time.
      if bytes.count > 2 * capacity { bytes.removeFirst(bytes.count - capacity) }
    }
  }

  /// The bytes as text; what is not UTF-8 is replaced.
  var text: String {
    bytes.withLock { String(decoding: $0.suffix(capacity), as: UTF8.self) }
  }
}
