import SystemCalls

/// The lines of a settings file: one `name = value` per line; empty lines and lines that begin with
/// `#` are skipped.
struct SettingsFile: Sendable {
  /// A value in the file.
  struct Entry: Sendable {
    let text: String
    /// From 1.
    let line: Int
  }

  /// What is wrong with a line.
  struct Problem: Sendable, Error {
    /// The line number, from 1; nil for the file as a whole.
    let line: Int?
    let sentence: String
  }

  private(set) var entries: [SettingName: Entry] = [:]
  private(set) var problems: [Problem] = []

  /// The largest file that is read, in bytes; settings take only a few lines.
  static let limitBytes = 1 << 16

  /// Without a line.
  init() {}

  /// The lines of a text. A name that is unknown, has no value or occurs twice is a problem; the
  /// other lines are kept.
  init(_ bytes: [UInt8]) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      problems.append(Problem(line: nil, sentence: "the file is not UTF-8 text"))
      return
    }
    // Some editors begin a text with a byte order mark.
    let lines = text.trimmingPrefix("\u{FEFF}")
      .split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    for (index, line) in lines.enumerated() {
      let words = line.trimmed
      guard !words.isEmpty, !words.hasPrefix("#") else { continue }
      do throws(Problem) { try add(words, line: index + 1) } catch { problems.append(error) }
    }
  }

  private mutating func add(_ words: Substring, line: Int) throws(Problem) {
    guard let sign = words.firstIndex(of: "=") else {
      throw Problem(
        line: line, sentence: "'\(words.excerpt)' has no '='; a line looks like: threshold = 0.5")
    }
    let (written, value) = (words[..<sign].trimmed, words[words.index(after: sign)...].trimmed)
    guard let name = SettingName(rawValue: String(written)) else {
      let known = SettingName.allCases.map(\.rawValue).joined(separator: ", ")
      throw Problem(
        line: line, sentence: "unknown setting '\(written.excerpt)'; known: \(known)")
    }
    guard !value.isEmpty else {
      throw Problem(line: line, sentence: "\(name.rawValue) has no value")
    }
    if let first = entries[name] {
      throw Problem(
        line: line, sentence: "\(name.rawValue) is already set in line \(first.line)")
    }
    entries[name] = Entry(text: String(value), line: line)
  }
}

extension Substring {
  /// Without spaces and tabs at either end.
  fileprivate var trimmed: Substring {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let last = lastIndex(where: { !isBlank($0) }) else { return "" }
    return self[...last].drop(while: isBlank)
  }

  /// Enough of it to find it.
  fileprivate var excerpt: String { String(prefix(40)).printable }
}

/// The settings in the settings file. Each has the name of the option that overrides it.
enum SettingName: String, CaseIterable, Sendable {
  case profiles
  case withBuiltIn = "with-built-in"
  case threshold
  case topK = "top-k"
  case ceiling
  case weighting
  case cache
}
