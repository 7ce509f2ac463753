import MasteringModel
import StrictJSON
import WireFormat
import YAMLCatalog

extension FailureReport {
  /// The most problems that are listed: a text of a mebibyte can have half a million.
  private static let listedProblems = 100

  /// The report of a text whose profiles are refused.
  static func invalidProfileText(_ result: ProfileImport) -> FailureReport {
    invalidProfileText(
      first: result.problems.first.map(\.description) ?? "", count: result.problemCount,
      problems: result.problems.prefix(listedProblems).map(\.payload))
  }
}

extension ProfileProblem {
  /// The place and the kind of the problem for programs, and its sentence.
  fileprivate var payload: JSON {
    var members: [JSON.Member] = []
    if let line { members.append(.init("line", .integer(line))) }
    if let column { members.append(.init("column", .integer(column))) }
    switch cause {
    case .file(let problem): members.append(.init("reason", .string(problem.name)))
    case .profile(let invalid):
      if let id = invalid.profileID { members.append(.init("profile_id", .string(id.excerpt))) }
      members += [
        .init("field", .string(invalid.field.excerpt)),
        .init("reason", .string(invalid.reason.name)),
      ]
    }
    return .object(members + [.init("message", .string(description))])
  }
}

extension ProfileFileProblem {
  /// The problem's name on the wire.
  fileprivate var name: String {
    switch self {
    case .unreadable: "unreadable"
    case .notAFile: "not_a_file"
    case .tooLarge: "too_large"
    case .notUTF8: "not_utf8"
    case .syntax: "syntax"
    case .alias: "alias"
    case .tooDeep: "too_deep"
    case .tooManyExplicitKeys: "too_many_explicit_keys"
    case .tooManyRepeatedKeys: "too_many_repeated_keys"
    case .notProfiles: "not_profiles"
    case .empty: "empty"
    }
  }
}
