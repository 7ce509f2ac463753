package import SystemCalls

/// A path none of whose parts may be a link: it leads exactly where its text says, even if a folder
/// is replaced in the meantime.
package struct UnlinkedPath: ~Copyable {
  private let folder: OpenFolder
  private let name: String

  /// Opens the folder of the path.
  ///
  /// - Throws: the system's error; `ENOTDIR` for a link on the way.
  package init(_ path: String) throws(SystemError) {
    let bytes = path.utf8
    // To the system, a path ends at its first zero byte: it would open another file.
    guard !bytes.contains(0) else { throw SystemError(code: ENOENT) }
    let slash = bytes.lastIndex(of: UInt8(ascii: "/"))
    let nameStart = slash.map { bytes.index(after: $0) } ?? bytes.startIndex
    folder = try OpenFolder(String(decoding: bytes[..<nameStart], as: UTF8.self))
    name = String(decoding: bytes[nameStart...], as: UTF8.self)
  }

  /// Opens the file for reading; never blocks.
  ///
  /// - Throws: the system's error; `ELOOP` for a link.
  package func open() throws(SystemError) -> Int32 { try folder.file(name) }

  /// The status of the file; for a link, that of the link itself.
  package func status() throws(SystemError) -> stat { try folder.status(of: name) }
}
