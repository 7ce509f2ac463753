import Foundation
import Synchronization
import SystemCalls

/// The two ends of a pipe.
final class Pipes: Sendable {
  private let readingEnd: Mutex<Int32?>
  private let writingEnd: Mutex<Int32?>

  init() throws {
    let (reading, writing) = try Descriptor.pipe()
    readingEnd = Mutex(reading.number)
    writingEnd = Mutex(writing.number)
    #if os(Linux)
      // The system's minimum, so that little is enough to fill it.
      _ = fcntl(writing.number, 1031, 4096)
    #endif
  }

  deinit {
    closeWriting()
    closeReading()
  }

  var reading: Int32 { readingEnd.withLock { $0 ?? -1 } }
  var writing: Int32 { writingEnd.withLock { $0 ?? -1 } }

  func closeWriting() { Self.close(writingEnd) }

  /// Closes an end only once, because its number may be reused afterwards.
  private static func close(_ end: borrowing Mutex<Int32?>) {
    end.withLock { end in
      if let end { _ = Foundation.close(end) }
      end = nil
    }
  }

  /// Writes everything from another thread, then ends the stream if requested.
  func write(_ bytes: [UInt8], thenEnd: Bool = true) {
    let end = writing
    Thread.detachNewThread { [self] in
      var sent = 0
      while sent < bytes.count {
        let count = bytes.withUnsafeBytes {
          Foundation.write(end, $0.baseAddress.map { $0 + sent }, $0.count - sent)
        }
        guard count > 0 else { break }
        sent += count
      }
      if thenEnd { closeWriting() }
    }
  }

  /// Everything until the stream ends.
  func everything() async -> String {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 1 << 16)
        while true {
          let count = read(reading, &block, block.count)
          guard count > 0 else { break }
          bytes += block[..<count]
        }
        continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
      }
    }
  }

  /// Waits for a byte and reads it; false at the end.
  ///
  /// On its own thread: tests share as few threads as there are processors, and the code that
  /// writes here may need the one that would wait.
  func takesOneByte() async -> Bool {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var byte: UInt8 = 0
        continuation.resume(returning: read(reading, &byte, 1) == 1)
      }
    }
  }

  /// Stops reading, like a program that ends.
  func closeReading() { Self.close(readingEnd) }
}
