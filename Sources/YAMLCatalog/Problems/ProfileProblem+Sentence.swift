import MasteringModel

extension ProfileProblem: CustomStringConvertible {
  /// One line: the place, the profile and field, what is wrong, and what would be valid.
  public var description: String {
    var line = "\(place): "
    switch cause {
    case .file(let problem): line += problem.sentence
    case .profile(let invalid): line += invalid.sentence
    }
    if let earlierPlace { line += "; the first one is at \(earlierPlace)" }
    return line
  }
}

extension ProfileFileProblem {
  fileprivate var sentence: String {
    switch self {
    case .unreadable(let reason): "cannot be read: \(reason.text)"
    case .notAFile(let kind): "is a \(kind.rawValue), not a file"
    case .tooLarge(let size, let limit):
      "has \(size) bytes; a profile file may have at most \(limit)"
    case .notUTF8(let offset): "is not UTF-8 from byte \(offset) on; save it as UTF-8"
    case .syntax(let text): "is not YAML: \(text.excerpt)"
    case .alias(let name): "uses the alias *\(name.excerpt); write the value out instead"
    case .tooDeep(let limit): "is nested deeper than \(limit) levels"
    case .tooManyExplicitKeys(let limit): "marks more than \(limit) keys with a question mark"
    case .tooManyRepeatedKeys(let limit): "has more than \(limit) repeated keys"
    case .notProfiles(let found):
      "has a \(found.excerpt) where a profile or a list `profiles:` belongs"
    case .empty: "contains no profile"
    }
  }
}
