import MasteringModel
import SystemCalls
import SystemFiles

/// An open regular file, closed when the last reference is released.
final class RegularFile: Sendable {
  /// The path it was opened with.
  let path: String
  /// Its status when it was opened.
  let status: AudioFileStatus
  /// Its file descriptor, valid as long as this object exists.
  let descriptor: Int32

  /// Its size when it was opened.
  var sizeBytes: Int64 { status.sizeBytes }

  /// Opens a file for reading, without ever blocking.
  ///
  /// - Parameter followsLinks: whether parts of the path may be links; otherwise a link counts as
  ///   missing.
  /// - Throws: ``AudioFailure/notFound(path:)``, ``AudioFailure/notAFile(path:kind:)``,
  ///   ``AudioFailure/unreadable(path:reason:)``
  convenience init(path: String, followsLinks: Bool = true) throws(AudioFailure) {
    // Checked before it is opened, because opening can affect a device, and a socket cannot be
    // opened at all; and checked again afterwards, because another file may have replaced it.
    let descriptor: Int32
    if followsLinks {
      _ = try AudioFileStatus(ofFileAt: path)
      descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    } else {
      descriptor = try Self.openWithoutLinks(path)
    }
    try self.init(owning: descriptor, path: path)
  }

  /// A file that is already open, with a duplicate of its descriptor.
  ///
  /// - Throws: as ``init(path:)``
  convenience init(sharing descriptor: Int32, path: String) throws(AudioFailure) {
    try self.init(owning: fcntl(descriptor, F_DUPFD_CLOEXEC, 0), path: path)
  }

  private static func openWithoutLinks(_ path: String) throws(AudioFailure) -> Int32 {
    let status: stat
    do throws(SystemError) {
      let place = try UnlinkedPath(path)
      status = try place.status()
      if status.isFile { return try place.open() }
    } catch {
      let isLink = error.code == ELOOP
      throw isLink ? .notFound(path: path) : AudioFailure(errno: error.code, path: path)
    }
    guard !status.isLink, let kind = status.otherKind else { throw .notFound(path: path) }
    throw .notAFile(path: path, kind: kind)
  }

  private init(owning descriptor: Int32, path: String) throws(AudioFailure) {
    guard descriptor >= 0 else { throw AudioFailure(errno: errno, path: path) }
    do throws(AudioFailure) {
      status = try AudioFileStatus(ofDescriptor: descriptor, path: path)
    } catch {
      close(descriptor)
      throw error
    }
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    close(descriptor)
  }

  /// Reads the bytes available from an offset, and returns their number: fewer than fit only at the
  /// end of the file.
  ///
  /// The failure is ``AudioFailure/unreadable(path:reason:)``. It is returned rather than thrown
  /// because the standard library's functions that lend memory do not pass on typed errors.
  func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int64
  ) -> Result<Int, AudioFailure> {
    Descriptor(number: descriptor).read(into: buffer, at: offset).mapError { error in
      .unreadable(path: path, reason: SystemReason(errno: error.code))
    }
  }
}
