public import MasteringModel
public import Recommending
public import StrictJSON

extension FailureReport {
  /// The report of profiles that are not available.
  public init(_ failure: ProfileProviderFailure) {
    switch failure {
    case .invalid(let invalid): self.init(invalid)
    case .unavailable(let reason):
      self.init(.profilesUnavailable, "the profiles are not available now: \(reason)")
    }
  }

  /// The report of profiles that are not a valid catalogue.
  public init(_ failure: InvalidCatalogue) {
    switch failure {
    case .empty:
      self.init(
        .noProfiles, "there is no profile to compare with", advice: "Give at least one profile.")
    case .duplicateID(let id):
      self.init(
        .duplicateProfile, "two profiles have the id \(id)", advice: "Change one of the two ids.",
        facts: [.init("profile_id", .string(id))])
    }
  }

  /// The report of a recommendation that could not be made.
  public init(_ failure: RecommendationFailure) {
    switch failure {
    case .fingerprint(let failure): self.init(failure)
    case .profiles(let failure): self.init(failure)
    case .loudness(let failure): self.init(failure)
    }
  }

  /// The report of a refused profile.
  public init(_ invalid: InvalidProfile) {
    self.init(
      .invalidProfile, invalid.sentence,
      facts: [
        .init("profile_id", invalid.profileID.map { .string($0.excerpt) } ?? .null),
        .init("field", .string(invalid.field.excerpt)),
        .init("reason", .string(invalid.reason.name)),
      ])
  }

  /// The report of a profile that cannot be removed.
  public static let lastProfile = FailureReport(
    .noProfiles, "it is the only profile left, and one must remain")

  /// The report of a text whose profiles are refused.
  ///
  /// - Parameters:
  ///   - first: the sentence of the first problem.
  ///   - count: the number of problems.
  ///   - problems: those that are listed.
  public static func invalidProfileText(
    first: String, count: Int, problems: [JSON]
  ) -> FailureReport {
    FailureReport(
      .invalidProfileText,
      count == 1 ? first : "\(count) problems in the profiles; the first: \(first)",
      facts: [.init("problem_count", .integer(count)), .init("problems", .array(problems))])
  }

  /// The report of a profile that is not in the catalogue.
  public static func unknownProfile(id: String) -> FailureReport {
    FailureReport(
      .unknownProfile, "there is no profile \(id.excerpt)",
      advice: "profiles.list lists the profiles.",
      facts: [.init("profile_id", .string(id.excerpt))])
  }
}

extension InvalidProfile.Reason {
  /// The reason's name on the wire.
  public var name: String {
    switch self {
    case .missing: "missing"
    case .unknownField: "unknown_field"
    case .repeated: "repeated"
    case .empty: "empty"
    case .tooLong: "too_long"
    case .wrongKind: "wrong_kind"
    case .notFinite: "not_finite"
    case .outside, .beyondIntegers: "outside"
    case .negative: "negative"
    case .invertedRange: "inverted_range"
    case .oneSidedRange: "one_sided_range"
    case .notAnIdentifier: "not_an_identifier"
    case .notAVersion: "not_a_version"
    case .tooFewProfiles: "too_few_profiles"
    case .notWhole: "not_whole"
    case .unknownProfile: "unknown_profile"
    case .duplicateID: "duplicate_id"
    case .duplicateVersion: "duplicate_version"
    }
  }
}
