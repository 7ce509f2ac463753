#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#endif

/// What standard output and standard error lead to.
enum Terminal {
  /// Whether what is printed is read by a person at a terminal.
  static var isOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 && !isDumb }

  /// Whether standard error can redraw a line.
  static var isErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

  /// Whether colour is welcome: on a terminal, and not refused through NO_COLOR
  /// (https://no-color.org).
  static var wantsColour: Bool {
    isOutputATerminal && (environment("NO_COLOR") ?? "").isEmpty
  }

  /// Columns of the terminal behind a descriptor, or 80.
  static func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// Columns to lay text out in: at most 100, for the eye.
  static var textColumns: Int {
    isOutputATerminal ? min(max(columns(of: STDOUT_FILENO), 40), 100) : 80
  }

  /// Writes to standard error at once.
  static func writeError(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      var written = 0
      while written < bytes.count {
        let count = write(
          STDERR_FILENO, bytes.baseAddress.map { $0 + written }, bytes.count - written)
        // Nobody is left to tell that standard error cannot be written to.
        guard count > 0 else { return }
        written += count
      }
    }
  }

  /// Writes one line on standard error that says what is wrong with a file or folder.
  static func writeFailure(_ sentence: String, about path: String) {
    writeError("mastering: \(path.printable): \(sentence)\n")
  }

  private static var isDumb: Bool { environment("TERM") == "dumb" }

  private static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
