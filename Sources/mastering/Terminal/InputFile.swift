import SystemCalls

/// Reads what a command is given beside its arguments.
enum InputFile {
  /// All bytes of a file, or of standard input where it is named `-`.
  static func bytes(of path: String) throws(SystemError) -> [UInt8] {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { if path != "-" { close(descriptor) } }
    return try Descriptor(number: descriptor).readToEnd() ?? []
  }
}
