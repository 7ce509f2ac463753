import SystemCalls

/// Memory whose content lies in a temporary file without a name, so that what is not in use need not be
/// in memory. The file is gone when this is.
final class MappedFile: @unchecked Sendable {
  // The address never changes; who writes through it sees to it that nobody else reads.
  /// The start of the memory, which begins as zeros.
  let start: UnsafeMutableRawPointer
  /// Its size, in bytes.
  let byteCount: Int

  /// A file of `byteCount` bytes, more than 0, whose place on the disk is reserved; nil if the folder
  /// for temporary files, TMPDIR or /tmp, has no place for it.
  init?(byteCount: Int) {
    precondition(byteCount > 0, "There is no memory of no bytes.")
    // The mapping needs the file, not the descriptor.
    guard let file = UnnamedFile() else { return nil }
    let number = file.number
    guard Self.reserve(byteCount, of: number),
      let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, number, 0),
      start != MAP_FAILED
    else { return nil }
    withExtendedLifetime(file) {}
    self.start = start
    self.byteCount = byteCount
  }

  deinit { munmap(start, byteCount) }

  /// Frees the memory of the bytes in a range. They stay in the file, and come back when they are
  /// read.
  func release(_ bytes: Range<Int>) {
    let page = Int(getpagesize())
    let first = (bytes.lowerBound + page - 1) / page * page
    let end = bytes.upperBound == byteCount ? byteCount : bytes.upperBound / page * page
    guard first < end else { return }
    // Of a shared mapping, the pages go and the content stays; a refusal costs only memory.
    _ = madvise(start + first, end - first, MADV_DONTNEED)
  }

  /// Gives a file its size and its place. Writing through a mapping to a full disk would end the
  /// process.
  private static func reserve(_ byteCount: Int, of number: Int32) -> Bool {
    #if canImport(Darwin)
      let zeros = [UInt8](repeating: 0, count: min(byteCount, 1 << 20))
      var written = 0
      while written < byteCount {
        let count = pwrite(number, zeros, min(zeros.count, byteCount - written), off_t(written))
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return false }
        written += count
      }
      return true
    #else
      while true {
        let code = posix_fallocate(number, 0, off_t(byteCount))
        if code != EINTR { return code == 0 }
      }
    #endif
  }
}
