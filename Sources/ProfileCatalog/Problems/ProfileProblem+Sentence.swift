import MasteringModel

extension ProfileProblem: CustomStringConvertible {
  /// One line: where, in which profile and field, what is wrong, and what would be right.
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
      "has \(size) bytes; a file of profiles may have \(limit) at most"
    case .notUTF8(let offset): "is not UTF-8 from byte \(offset) on; save it as UTF-8"
    case .syntax(let text): "is not YAML: \(text)"
    case .alias(let name): "uses the alias *\(name); write the value out instead"
    case .tooDeep(let limit): "is nested deeper than \(limit) levels"
    case .tooManyExplicitKeys(let limit): "marks more than \(limit) keys with a question mark"
    case .tooManyRepeatedKeys(let limit): "writes more than \(limit) keys twice"
    case .notProfiles(let found):
      "has a \(found) where a profile or a list `profiles:` belongs"
    case .empty: "has no profile in it"
    }
  }
}

extension InvalidProfile {
  fileprivate var sentence: String {
    var subject = profileID.map { "profile \($0)" } ?? "profile without an id"
    if !field.isEmpty { subject += ", \(field)" }
    return "\(subject): \(reason.sentence)"
  }
}

extension InvalidProfile.Reason {
  fileprivate var sentence: String {
    switch self {
    case .missing: "is missing"
    case .unknownField: "is not a field of a profile"
    case .repeated: "is written twice"
    case .empty: "has no visible character"
    case .wrongKind(let expected, let found): "should be a \(expected), and is a \(found)"
    case .notFinite(let number): "is \(number); it must be a finite number"
    case .outside(let number, let low, let high): "is \(number), outside \(low)…\(high)"
    case .negative(let count): "is \(count); it must be 0 or more"
    case .invertedRange(let low, let high): "runs from \(low) down to \(high); swap them"
    case .oneSidedRange(let bounds):
      "has \(bounds) \(bounds == 1 ? "bound" : "bounds"); a range is [lowest, highest]"
    case .notAnIdentifier(let text):
      "is \"\(text)\"; an id has 1 to 128 letters a–z, digits, dots, hyphens and underscores"
    case .notAVersion(let text): "is \"\(text)\"; a version is written like \"1.0\""
    case .duplicateID: "is the id of another profile"
    case .duplicateVersion(let version): "version \(version) is there already"
    }
  }
}
