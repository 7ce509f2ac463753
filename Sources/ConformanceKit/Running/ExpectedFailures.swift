import StrictJSON

/// The cases that a port is expected to fail: `{"expected_failures": [{"case", "because"}]}`.
public struct ExpectedFailures: Sendable, Hashable {
  /// The entries in order.
  public let entries: [Entry]

  /// A case, or a family of them.
  public struct Entry: Sendable, Hashable {
    /// The case's name, in which `*` matches any text.
    public let pattern: String
    /// Why it fails.
    public let because: String

    /// Creates an entry from its parts.
    public init(pattern: String, because: String) {
      self.pattern = pattern
      self.because = because
    }

    func matches(_ name: String) -> Bool { Glob.matches(name, pattern) }
  }

  /// Entries; by default none, so that every case has to pass.
  public init(_ entries: [Entry] = []) {
    self.entries = entries
  }

  /// Reads the bytes of a JSON file.
  ///
  /// - Parameter file: the file's name, for problems.
  /// - Throws: everything that is wrong in it.
  public init(json bytes: [UInt8], file: String) throws(InvalidSuite) {
    var reading = SuiteReading(file: file)
    let members = reading.object(
      try SuiteFiles.json(bytes, file: file), at: .root, required: ["expected_failures"],
      optional: ["$schema"])
    entries = reading.elements(members?["expected_failures"]).map { element in
      let entry = reading.object(element.json, at: element.pointer, required: ["case", "because"])
      return Entry(
        pattern: reading.text(entry?["case"]), because: reading.text(entry?["because"]))
    }
    guard reading.problems.isEmpty else { throw InvalidSuite(problems: reading.problems) }
  }

  /// Why a case is expected to fail; nil if it is not.
  public func reason(for name: String) -> String? {
    entries.first { $0.matches(name) }?.because
  }
}

/// Text patterns in which `*` matches any text, including slashes.
package enum Glob {
  package static func matches(_ text: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, let first = parts.first, let last = parts.last else {
      return text == pattern
    }
    guard text.hasPrefix(first) else { return false }
    var rest = text.dropFirst(first.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.firstRange(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.hasSuffix(last)
  }
}
