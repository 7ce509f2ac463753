import SystemCalls

/// Standard output and standard error.
enum Terminal {
  /// Whether standard output is a terminal.
  static var isOutputATerminal: Bool { isatty(STDOUT_FILENO) == 1 && !isDumb }

  /// Whether standard error is a terminal that can redraw a line.
  static var isErrorATerminal: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

  /// Whether to use colour: on a terminal, unless NO_COLOR is set (https://no-color.org).
  static var wantsColour: Bool {
    isOutputATerminal && (environment("NO_COLOR") ?? "").isEmpty
  }

  /// Columns of the terminal behind a descriptor, or 80.
  static func columns(of descriptor: Int32) -> Int {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }

  /// The columns for text layout: at most 100, for readability.
  static var textColumns: Int {
    isOutputATerminal ? min(max(columns(of: STDOUT_FILENO), 40), 100) : 80
  }

  /// Writes to standard output at once. If that fails, as on a full disk, the process reports it
  /// and ends with status 1: a partial answer must not look complete.
  static func print(_ text: String = "", terminator: String = "\n") {
    guard let code = write(text + terminator, to: STDOUT_FILENO) else { return }
    writeError("mastering: standard output: \(SystemError(code: code).text)\n")
    exit(ExitStatus.failed.rawValue)
  }

  /// Opens closed standard streams on /dev/null, so that a file or socket opened later does not get
  /// their number, and with it the output for people.
  static func claimStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      // open() returns the lowest free number, which is this one.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes a line to standard output, if it has a reader. For lines that may be lost: without a
  /// reader, nothing happens.
  static func offer(_ line: String) {
    signal(SIGPIPE, SIG_IGN)
    _ = write(line + "\n", to: STDOUT_FILENO)
  }

  /// Writes to standard error at once. If that fails, there is nowhere left to report it.
  static func writeError(_ text: String) {
    _ = write(text, to: STDERR_FILENO)
  }

  /// Writes everything to a descriptor, and returns the system's error number if that fails.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    Descriptor(number: descriptor).write(Array(text.utf8))
  }

  /// Writes one line on standard error about a problem with a file or folder.
  static func writeFailure(_ sentence: String, about path: String) {
    write(FileProblem(sentence, about: path))
  }

  /// Writes one line on standard error about a problem with a file or folder.
  static func write(_ problem: FileProblem) {
    writeError("mastering: \(problem.line)\n")
  }

  /// Writes one line on standard error about a problem that belongs to no single file, or that names
  /// its place itself.
  static func writeProblem(_ problem: String) {
    writeError("mastering: \(problem.printable)\n")
  }

  private static var isDumb: Bool { environment("TERM") == "dumb" }

  /// An environment variable; nil if it is not set.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
