package import SystemCalls

/// Writes a text to a new file, or replaces an existing one.
package enum NewTextFile {
  /// Writes the text completely and durably, or leaves the path unchanged.
  ///
  /// - Throws: the system's error; `EEXIST` if the path exists and must not be replaced.
  package static func write(
    _ text: String, to path: String, replacing: Bool
  ) throws(SystemError) {
    if !replacing { try requireNothing(at: path) }
    let file = try PendingFile(at: path, replacing: replacing)
    if let code = Descriptor(number: file.descriptor).write(Array(text.utf8)) {
      throw SystemError(code: code)
    }
    try file.keep()
  }

  /// Checks that the path does not exist, for a caller with work to do before it writes.
  ///
  /// - Throws: `EEXIST` if it exists.
  package static func requireNothing(at path: String) throws(SystemError) {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw SystemError(code: EEXIST) }
  }
}
