internal import SystemCalls

/// Reads what a command is given beside its arguments.
enum InputFile {
  /// Why a file cannot be read, in the system's words.
  struct Failure: Error {
    let text: String
  }

  /// All bytes of a file, or of standard input where it is named `-`.
  static func bytes(of path: String) -> Result<[UInt8], Failure> {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return .failure(Failure(text: String(cString: strerror(errno)))) }
    defer { if path != "-" { close(descriptor) } }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(descriptor, &block, block.count)
      if count > 0 {
        bytes += block[..<count]
      } else if count == 0 {
        return .success(bytes)
      } else if errno != EINTR {
        return .failure(Failure(text: String(cString: strerror(errno))))
      }
    }
  }
}
