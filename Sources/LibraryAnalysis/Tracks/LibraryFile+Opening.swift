import MasteringModel
import SystemCalls
import SystemFiles

extension LibraryFile {
  /// Opens the file, passes it to `body`, and closes it.
  ///
  /// Its path contained no link when it was found. A link found now was created since, and may lead
  /// out of the folders, so the file counts as gone.
  ///
  /// - Throws: ``AudioFailure/notFound(path:)``, ``AudioFailure/notAFile(path:kind:)``,
  ///   ``AudioFailure/unreadable(path:reason:)``, and what `body` throws.
  func opened<Value>(
    _ body: (Int32) throws(AudioFailure) -> Value
  ) throws(AudioFailure) -> Value {
    let descriptor: Int32
    do throws(SystemError) {
      descriptor = try UnlinkedPath(filePath).open()
    } catch {
      switch error.code {
      case ENOENT, ENOTDIR, ELOOP: throw .notFound(path: filePath)
      default: throw .unreadable(path: filePath, reason: SystemReason(errno: error.code))
      }
    }
    defer { close(descriptor) }
    return try body(descriptor)
  }
}
