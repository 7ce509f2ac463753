import MasteringModel
import MasteringService
import NIOCore
import NIOPosix
import SystemCalls
import SystemFiles
import WireFormat

/// A regular file within the allowed folders, open for reading until the last reference is
/// released.
///
/// Reading blocks on the disk, so it runs on NIO's thread pool.
final class OpenFile: Sendable {
  /// How many bytes it had when it was opened.
  let lengthBytes: Int64
  /// When it was last written, in whole seconds since 1970.
  let modifiedAtSecond: Int
  /// A strong validator (RFC 9110, 8.8.1): it changes when the file is changed or replaced.
  let entityTag: String

  /// Its file descriptor, valid as long as this object exists.
  let descriptor: Int32

  /// Opens the file at a path that the policy has allowed, with its links followed. A link found
  /// now was created since, may lead out of the folders, and counts as missing.
  ///
  /// - Throws: for a path that does not exist, is not a file, cannot be read, or leads out of the
  ///   folders.
  init(_ path: String, _ access: AccessPolicy) throws(Refusal) {
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try UnlinkedPath(path).open()
    } catch {
      switch error.code {
      // A socket.
      case ENXIO: throw Refusal.notAFile
      // A link in place of a folder on the way, unless it is a file.
      case ENOTDIR where (try? access.path(for: path))?.isSamePath(as: path) != true:
        throw .pathNotAllowed
      case ENOENT, ENOTDIR, ELOOP: throw Refusal(FailureReport(AudioFailure.notFound(path: path)))
      default:
        throw Refusal.unreadableFile
      }
    }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.isFile else {
      throw Refusal.notAFile
    }
    let written = status.modified
    lengthBytes = Int64(status.st_size)
    modifiedAtSecond = Int(written.tv_sec)
    func digits(_ number: some BinaryInteger) -> String {
      String(UInt64(truncatingIfNeeded: number), radix: 16)
    }
    entityTag =
      "\"\(digits(status.st_ino))-\(digits(status.st_size))-\(digits(written.tv_sec)).\(digits(written.tv_nsec))\""
    self.descriptor = descriptor
    isKept = true
  }

  deinit { close(descriptor) }

  /// The file became shorter while it was sent, or its disk failed.
  struct Broken: Error {}

  /// Reads a part, in pieces of ``WebLimits/pieceBytes``.
  ///
  /// - Throws: ``Broken``, and whatever `take` throws.
  func read(
    _ part: Range<Int64>, _ take: (ByteBuffer) async throws -> Void
  ) async throws {
    var position = part.lowerBound
    while position < part.upperBound {
      let count = Int(min(part.upperBound - position, Int64(WebLimits.pieceBytes)))
      let piece = try await NIOThreadPool.singleton.runIfActive { [position] in
        try self.bytes(count, at: position)
      }
      position += Int64(piece.readableBytes)
      try await take(piece)
    }
  }

  private func bytes(_ count: Int, at position: Int64) throws -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: count)
    let read = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { memory in
      let part = UnsafeMutableRawBufferPointer(rebasing: memory.prefix(count))
      return (try? Descriptor(number: descriptor).read(into: part, at: position).get()) ?? 0
    }
    guard read > 0 else { throw Broken() }
    return buffer
  }
}
