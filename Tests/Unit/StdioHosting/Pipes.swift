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
      // The least the system gives, so that little is enough to fill it.
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

  /// Closes an end once: its number may be another's afterwards.
  private static func close(_ end: borrowing Mutex<Int32?>) {
    end.withLock { end in
      if let end { _ = Foundation.close(end) }
      end = nil
    }
  }

  /// Writes everything from a thread of its own, then ends the stream if that is wanted.
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

  /// Waits for something to be there, and takes one byte of it; false at the end.
  ///
  /// On a thread of its own: tests share as few threads as there are processors, and what writes here
  /// may need the one that would wait.
  func takesOneByte() async -> Bool {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread { [self] in
        var byte: UInt8 = 0
        continuation.resume(returning: read(reading, &byte, 1) == 1)
      }
    }
  }

  /// Stops reading, as a program does that ends.
  func closeReading() { Self.close(readingEnd) }
}
