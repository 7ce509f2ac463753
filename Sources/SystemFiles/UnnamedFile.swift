package import SystemCalls

/// A temporary file that has no name any more and that no other program inherits: it is gone when this
/// is, or when the process ends.
package final class UnnamedFile: Sendable {
  /// The descriptor, closed with this.
  package let number: Int32

  /// A new file in the folder for temporary files, TMPDIR or /tmp; nil if none can be made there.
  package init?() {
    let wanted = getenv("TMPDIR").map { String(cString: $0) } ?? ""
    let folder = wanted.isEmpty ? "/tmp" : wanted
    let unnamed = openUnnamedFile(in: folder, permissions: 0o600)
    if unnamed >= 0 {
      number = unnamed
      return
    }
    let name =
      "\(folder)/mastering-\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
    number = open(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard number >= 0 else { return nil }
    unlink(name)
  }

  deinit { if number >= 0 { close(number) } }

  /// Writes bytes at an offset; returns whether there was room for all of them.
  package func write(_ bytes: UnsafeRawBufferPointer, at offset: Int) -> Bool {
    var written = 0
    while written < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
      let count = uninterrupted {
        pwrite(number, rest.baseAddress, rest.count, off_t(offset + written))
      }
      guard count > 0 else { return false }
      written += count
    }
    return true
  }

  /// Fills a buffer with the bytes at an offset; returns why that failed, or nil.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) -> SystemError? {
    switch Descriptor(number: number).read(into: buffer, at: Int64(offset)) {
    case .success(buffer.count): nil
    case .success: SystemError(code: EIO)
    case .failure(let error): error
    }
  }
}

/// Opens a new file without a name in a folder, for reading and writing; -1 if the system or the file
/// system has no such files, or if it cannot be created.
func openUnnamedFile(in folder: String, permissions: mode_t) -> Int32 {
  #if canImport(Glibc)
    // O_TMPFILE, which Swift does not import: __O_TMPFILE of Linux's generic fcntl.h and O_DIRECTORY.
    open(folder, 0o20000000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, permissions)
  #else
    -1
  #endif
}
