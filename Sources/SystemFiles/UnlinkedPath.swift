package import SystemCalls

/// A path no part of which may be a link, from its folder on: what it leads to lies where its text
/// says, whatever is put in the place of a folder meanwhile.
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

  /// Opens what lies there, for reading; never waits.
  ///
  /// - Throws: the system's error; `ELOOP` for a link.
  package func open() throws(SystemError) -> Int32 { try folder.file(name) }

  /// What the system says of what lies there, of a link itself.
  package func status() throws(SystemError) -> stat { try folder.status(of: name) }
}
