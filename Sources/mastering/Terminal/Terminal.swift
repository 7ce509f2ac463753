import SystemCalls

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

  /// Writes to standard output at once. Where that fails, as on a full disk, the process says so
  /// and ends with status 1: half an answer must not look like a whole one.
  static func print(_ text: String = "", terminator: String = "\n") {
    guard let code = write(text + terminator, to: STDOUT_FILENO) else { return }
    writeError("mastering: standard output: \(SystemError(code: code).text)\n")
    exit(ExitStatus.failed.rawValue)
  }

  /// Leads standard streams that are closed to where nothing is, lest a file or socket that is
  /// opened later gets their number, and what is meant for people.
  static func claimStandardStreams() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) == -1 {
      // The lowest free number, which this is.
      _ = open("/dev/null", O_RDWR)
    }
  }

  /// Writes a line to standard output, if it is read. For lines that can be missed: without
  /// a reader, nothing happens.
  static func offer(_ line: String) {
    signal(SIGPIPE, SIG_IGN)
    _ = write(line + "\n", to: STDOUT_FILENO)
  }

  /// Writes to standard error at once. Where that fails, there is nowhere left to report it.
  static func writeError(_ text: String) {
    _ = write(text, to: STDERR_FILENO)
  }

  /// Writes everything to a descriptor, and returns the system's number for what kept it from that.
  private static func write(_ text: String, to descriptor: Int32) -> Int32? {
    Descriptor(number: descriptor).write(Array(text.utf8))
  }

  /// Writes one line on standard error that says what is wrong with a file or folder.
  static func writeFailure(_ sentence: String, about path: String) {
    let subject = path.isEmpty ? "an empty path" : path.printable
    // What cannot be decoded in a name that is not UTF-8 arrives as this character. Nothing is
    // found under what is left of the name, and the spelling is not at fault.
    let isUndecoded = path.unicodeScalars.contains("\u{FFFD}")
    let isMissing = sentence.hasPrefix("there is no such ")
    let hint = "its name is not UTF-8; rename it, or link to it"
    let words = !isUndecoded ? sentence : isMissing ? hint : "\(sentence) (\(hint))"
    writeError("mastering: \(subject): \(words.printable)\n")
  }

  /// Writes one line on standard error that says what is wrong in a file of profiles.
  static func writeProblem(_ problem: String) {
    writeError("mastering: \(problem.printable)\n")
  }

  private static var isDumb: Bool { environment("TERM") == "dumb" }

  /// A variable of the environment; nil where it is not set.
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
