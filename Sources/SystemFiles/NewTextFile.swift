package import SystemCalls

/// Writes a text where there is nothing yet, or in place of what is there.
package enum NewTextFile {
  /// Writes it whole and onto the disk, or leaves what was there.
  ///
  /// - Throws: the system's error, `EEXIST` where something is there that is not to be replaced.
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

  /// Checks that nothing is there, for a caller that has work to do before it writes.
  ///
  /// - Throws: `EEXIST` where something is.
  package static func requireNothing(at path: String) throws(SystemError) {
    var status = stat()
    guard lstat(path, &status) != 0 else { throw SystemError(code: EEXIST) }
  }
}
