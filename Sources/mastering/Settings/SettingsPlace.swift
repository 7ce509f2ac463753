import SystemCalls

/// Where the settings file is.
enum SettingsPlace: Sendable {
  /// In the user's config folder; the file need not exist.
  case standard(String)
  /// Where MASTERING_CONFIG says.
  case named(String)
  /// Nowhere: MASTERING_CONFIG is empty, or there is no config folder.
  case none

  /// The place for this process: `adaptive-mastering/config` in `$XDG_CONFIG_HOME`, or in
  /// `$HOME/.config` if that is not set, unless MASTERING_CONFIG names another file.
  ///
  /// Source: XDG Base Directory Specification, which requires that relative paths are ignored.
  static var current: SettingsPlace {
    if let named = Terminal.environment(variable) { return named.isEmpty ? .none : .named(named) }
    let parents = [
      Terminal.environment("XDG_CONFIG_HOME"), Terminal.environment("HOME").map { $0 + "/.config" },
    ]
    let parent = parents.compactMap(\.self).first { $0.utf8.first == UInt8(ascii: "/") }
    return parent.map { .standard("\($0)/adaptive-mastering/config") } ?? .none
  }

  /// The variable that names another file.
  static let variable = "MASTERING_CONFIG"

  /// The path of the file; nil if there is no place.
  var path: String? {
    switch self {
    case .standard(let path), .named(let path): path
    case .none: nil
    }
  }

  /// The content of the file; nil if there is none.
  ///
  /// - Throws: ``ExitStatus/wrongCommandLine``, after a line on standard error, for a file that was
  ///   named and cannot be read, and for one that is too large.
  func bytes() throws -> [UInt8]? {
    guard let path else { return nil }
    do throws(SystemError) {
      // Without blocking, in case it is a pipe.
      let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
      guard descriptor >= 0 else { throw .last }
      defer { close(descriptor) }
      let limit = SettingsFile.limitBytes
      if let bytes = try Descriptor(number: descriptor).readToEnd(limitBytes: limit) {
        return bytes
      }
      write(SettingsFile.Problem(line: nil, sentence: "it has more than \(limit) bytes"))
    } catch {
      if case .standard = self {
        if [ENOENT, ENOTDIR].contains(error.code) { return nil }
        // A service may run as a user without a home folder; that is no reason to stop.
        Terminal.writeError(
          "mastering: warning: \(path.printable) cannot be read: \(error.text)\n")
        return nil
      }
      write(SettingsFile.Problem(line: nil, sentence: "cannot be read: \(error.text)"))
    }
    throw ExitStatus.wrongCommandLine.code
  }

  /// Reports a problem with the file on standard error.
  func write(_ problem: SettingsFile.Problem) {
    let line = problem.line.map { ":\($0)" } ?? ""
    Terminal.writeProblem("\(path ?? "")\(line): \(problem.sentence)")
  }
}
