internal import MasteringModel
internal import MasteringService
internal import NIOCore
internal import NIOPosix
internal import SystemCalls
internal import SystemFiles
internal import WireFormat

/// A regular file within the allowed folders, open for reading until the last reference goes.
///
/// Reading waits for the disk, so it is done on NIO's threads for that.
final class OpenFile: Sendable {
  /// How many bytes it had when it was opened.
  let lengthBytes: Int64
  /// When it was last written, in whole seconds since 1970.
  let modifiedAtSecond: Int
  /// A strong validator (RFC 9110, 8.8.1): another when the file is changed or replaced.
  let entityTag: String

  private let descriptor: Int32

  /// Opens the file at a path that the policy has allowed.
  ///
  /// - Throws: for one that is not there, is no file, cannot be read, or leads out of the folders.
  init(_ path: String, _ access: AccessPolicy) throws(Refusal) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
    guard descriptor >= 0 else {
      switch errno {
      // A socket.
      case ENXIO: throw Refusal(FailureReport(.notAFile, "is not an audio file"))
      case ENOENT, ENOTDIR, ELOOP: throw Refusal(FailureReport(AudioFailure.notFound(path: path)))
      default:
        throw Refusal(
          FailureReport(.fileUnreadable, "the file cannot be read"))
      }
    }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.isFile else {
      throw Refusal(FailureReport(.notAFile, "is not an audio file"))
    }
    // Between the check of the path and its opening, another program may have put a link in place of
    // a folder on the way. So it is followed again, and has to lead to what was opened.
    let resolved: String
    do { resolved = try access.path(for: path) } catch { throw .pathNotAllowed }
    var now = stat()
    guard resolved.isSamePath(as: path), lstat(path, &now) == 0,
      now.st_dev == status.st_dev, now.st_ino == status.st_ino
    else { throw .pathNotAllowed }
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

  /// A path that leads to this file, whatever lies at its own by now.
  var descriptorPath: String { "/dev/fd/\(descriptor)" }

  /// The file got shorter while it was sent, or its disk failed.
  struct Broken: Error {}

  /// Reads a part, in pieces of 64 KiB.
  ///
  /// - Throws: ``Broken``, and whatever `take` throws.
  func read(
    _ part: Range<Int64>, _ take: (ByteBuffer) async throws -> Void
  ) async throws {
    var position = part.lowerBound
    while position < part.upperBound {
      let count = Int(min(part.upperBound - position, 64 << 10))
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
