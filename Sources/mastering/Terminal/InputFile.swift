import SystemCalls

/// Reads what a command is given beside its arguments.
enum InputFile {
  /// The most that is read: a list of a million paths has less.
  static let limitBytes = 256 << 20

  /// All bytes of a file, or of standard input where it is named `-`; nil where there are more than
  /// ``limitBytes``.
  static func bytes(of path: String) throws(SystemError) -> [UInt8]? {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { if path != "-" { close(descriptor) } }
    return try Descriptor(number: descriptor).readToEnd(limitBytes: limitBytes)
  }
}
