import SystemCalls

/// Writes a text to a new file, or replaces an existing one.
enum NewTextFile {
  /// Writes it completely, or leaves the existing file.
  ///
  /// - Throws: the system's error; EEXIST for an existing file that must not be replaced.
  static func write(_ text: String, to path: String, replacing: Bool) throws(SystemError) {
    if !replacing {
      var status = stat()
      guard lstat(path, &status) != 0 else { throw SystemError(code: EEXIST) }
    }
    // Under another name first, so that a full disk leaves no partial file.
    let pending = path + ".part"
    let descriptor = open(pending, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .last }
    let failure = Descriptor(number: descriptor).write(Array(text.utf8))
    let isSynced = fsync(descriptor) == 0
    let code = errno
    close(descriptor)
    guard failure == nil, isSynced else {
      unlink(pending)
      throw SystemError(code: failure ?? code)
    }
    guard rename(pending, path) == 0 else {
      let error = SystemError.last
      unlink(pending)
      throw error
    }
  }
}
