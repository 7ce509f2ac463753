import SystemCalls

/// Writes a text where there is nothing yet, or in place of what is there.
enum NewTextFile {
  /// Writes it whole, or leaves what was there.
  ///
  /// - Throws: the system's error, EEXIST where something is there that is not to be replaced.
  static func write(_ text: String, to path: String, replacing: Bool) throws(SystemError) {
    if !replacing {
      var status = stat()
      guard lstat(path, &status) != 0 else { throw SystemError(code: EEXIST) }
    }
    // Under another name first: a disk that is full leaves no half of it.
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
