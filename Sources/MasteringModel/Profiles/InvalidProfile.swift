/// A profile that was refused, with the field and the reason.
public struct InvalidProfile: Error, Hashable {
  /// The profile's id; nil when even that could not be read.
  public let profileID: String?
  /// The field's path, with dots between its keys, as in `detection_rules.crest_db`.
  public let field: String
  /// What is wrong with it.
  public let reason: Reason

  /// A refusal from its facts.
  public init(profileID: String?, field: String, reason: Reason) {
    self.profileID = profileID
    self.field = field
    self.reason = reason
  }

  /// What is wrong with a field.
  public enum Reason: Sendable, Hashable {
    /// The field is required and missing.
    case missing
    /// The format has no such field.
    case unknownField
    /// The field is written twice.
    case repeated
    /// The text has no visible character.
    case empty
    /// The text has more characters (code points) than the limit.
    case tooLong(count: Int, limit: Int)
    /// The value is of another kind than `expected`.
    case wrongKind(expected: String, found: String)
    /// The number is NaN or infinite.
    case notFinite(Double)
    /// The number lies outside the closed range of the second and third.
    case outside(Double, Double, Double)
    /// The integer is beyond ±(2^53 − 1), where not every language can tell neighbouring integers
    /// apart.
    case beyondIntegers(Double)
    /// The count is below zero.
    case negative(Int)
    /// The range's lower bound lies above its upper one.
    case invertedRange(Double, Double)
    /// The range does not have exactly two bounds.
    case oneSidedRange(bounds: Int)
    /// The text is not an id: it has characters other than ASCII letters, digits, `.`, `_`, `-`, or
    /// more than 128 of them.
    case notAnIdentifier(String)
    /// The text is not a version such as `1.0`.
    case notAVersion(String)
    /// The catalogue has a profile of this id already.
    case duplicateID
    /// A blend has fewer than two profiles.
    case tooFewProfiles(Int)
    /// The weights of a blend have this sum instead of 1.
    case notWhole(Double)
    /// A blend names a profile that the catalogue does not have.
    case unknownProfile(String)
    /// The catalogue has this version of the profile already.
    case duplicateVersion(ProfileVersion)
  }
}
