import SystemCalls
import SystemFiles

/// Reads files in which the system describes itself, which have no length until they are read.
enum SystemText {
  /// The content of such a file.
  static func bytes(ofFileAt path: String) throws(SystemError) -> [UInt8] {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw .last }
    defer { close(file) }
    return try Descriptor(number: file).readToEnd(limitBytes: 1 << 22) ?? []
  }
}
