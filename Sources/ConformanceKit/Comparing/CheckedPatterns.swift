import Synchronization

/// Remembers which regular expressions can be compiled: a suite has few, each in many cases.
enum CheckedPatterns {
  private static let known = Mutex<[String: Bool]>([:])

  /// Whether a text is a regular expression.
  static func isRegular(_ text: String) -> Bool {
    known.withLock { known in
      if let compiles = known[text] { return compiles }
      let compiles = (try? Regex(text)) != nil
      known[text] = compiles
      return compiles
    }
  }
}
