package import SystemCalls

/// Writes a text to a new file, or replaces an existing one. What the process has open already, such as
/// `/dev/stdout`, and a device or a pipe that the user named are written into.
package enum NewTextFile {
  /// Writes the text completely and durably, or leaves the path unchanged.
  ///
  /// - Throws: the system's error; `EEXIST` if the path exists and must not be replaced.
  package static func write(
    _ text: String, to path: String, replacing: Bool
  ) throws(SystemError) {
    if isStream(path) { return try write(text, into: path) }
    try requireTarget(path, replacing: replacing)
    let file = try PendingFile(at: path, replacing: replacing)
    if let code = Descriptor(number: file.descriptor).write(Array(text.utf8)) {
      throw SystemError(code: code)
    }
    try file.keep()
  }

  /// Checks that a text can be written to the path, for a caller with work to do before it writes.
  ///
  /// - Throws: the system's error; `EEXIST` if the path exists and must not be replaced, `EISDIR` if it
  ///   is a folder.
  package static func requireRoom(at path: String, replacing: Bool) throws(SystemError) {
    // To open a pipe is to wait for its reader.
    if isStream(path) { return }
    try requireTarget(path, replacing: replacing)
    // Begun and dropped, because only the system knows what it permits.
    _ = try PendingFile(at: path, replacing: replacing)
  }

  private static func isStream(_ path: String) -> Bool {
    if openDescriptor(named: path) != nil { return true }
    var status = stat()
    guard stat(path, &status) == 0 else { return false }
    return [S_IFCHR, S_IFIFO].contains(status.st_mode & S_IFMT)
  }

  private static func write(_ text: String, into path: String) throws(SystemError) {
    // The shell's `>> log` is behind `/dev/stdout`: opened again, it would be written from its start.
    let descriptor =
      openDescriptor(named: path).map { fcntl($0, F_DUPFD_CLOEXEC, 0) }
      ?? open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    if let code = Descriptor(number: descriptor).write(Array(text.utf8)) {
      throw SystemError(code: code)
    }
  }

  /// The open descriptor that a path such as `/dev/fd/3` stands for.
  private static func openDescriptor(named path: String) -> Int32? {
    let number: Int32?
    switch path {
    case "/dev/stdout": number = STDOUT_FILENO
    case "/dev/stderr": number = STDERR_FILENO
    default:
      let folder = ["/dev/fd/", "/proc/self/fd/"].first { path.hasPrefix($0) }
      number = folder.flatMap { Int32(path.dropFirst($0.count)) }
    }
    return number.flatMap { fcntl($0, F_GETFD) >= 0 ? $0 : nil }
  }

  private static func requireTarget(_ path: String, replacing: Bool) throws(SystemError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    guard replacing else { throw SystemError(code: EEXIST) }
  }
}
