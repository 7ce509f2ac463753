import SystemCalls
import SystemFiles

/// Memory whose content lies in a temporary file without a name, so that what is not in use need not be
/// in memory. The file is gone when this is.
final class MappedFile: @unchecked Sendable {
  // The address never changes. Whatever writes through it must make sure that nothing else reads.
  /// The start of the memory, which begins as zeros.
  let start: UnsafeMutableRawPointer
  /// Its size, in bytes.
  let byteCount: Int

  /// A file of `byteCount` bytes, more than 0, whose place on the disk is reserved; nil if the folder
  /// for temporary files, TMPDIR or /tmp, has no place for it.
  init?(byteCount: Int) {
    precondition(byteCount > 0, "A mapping has at least one byte.")
    // The mapping needs the file, not the descriptor.
    guard let file = UnnamedFile() else { return nil }
    guard Self.reserve(byteCount, of: file),
      let start = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0),
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
  private static func reserve(_ byteCount: Int, of file: UnnamedFile) -> Bool {
    #if canImport(Darwin)
      let zeros = [UInt8](repeating: 0, count: 1 << 20)
      return stride(from: 0, to: byteCount, by: zeros.count).allSatisfy { first in
        zeros.withUnsafeBytes { zeros in
          file.write(
            UnsafeRawBufferPointer(rebasing: zeros[..<min(zeros.count, byteCount - first)]),
            at: first)
        }
      }
    #else
      while true {
        let code = posix_fallocate(file.number, 0, off_t(byteCount))
        if code != EINTR { return code == 0 }
      }
    #endif
  }
}
