import SystemCalls

/// Reads the input of a command besides its arguments.
enum InputFile {
  /// The largest input: a list of a million paths is smaller.
  static let limitBytes = 256 << 20

  /// All bytes of a file, or of standard input if it is named `-`; nil if there are more than
  /// ``limitBytes``.
  static func bytes(of path: String) throws(SystemError) -> [UInt8]? {
    let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .last }
    defer { if path != "-" { close(descriptor) } }
    return try Descriptor(number: descriptor).readToEnd(limitBytes: limitBytes)
  }
}
