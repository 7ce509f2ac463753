public import MasteringModel
public import ProfileCatalog

/// A problem in a source of profiles, and its place.
public struct ProfileProblem: Error, Hashable {
  /// Where it is.
  public let place: SourcePlace
  /// What it is.
  public let cause: Cause
  /// The place of the first occurrence, for a duplicate.
  public let earlierPlace: SourcePlace?

  /// The cause of a problem.
  public enum Cause: Sendable, Hashable {
    /// The whole file.
    case file(ProfileFileProblem)
    /// One profile, which was left out.
    case profile(InvalidProfile)
  }

  /// Creates a problem from its parts.
  public init(place: SourcePlace, cause: Cause, earlierPlace: SourcePlace? = nil) {
    self.place = place
    self.cause = cause
    self.earlierPlace = earlierPlace
  }

  /// The file's path as given; nil for a text that is not from a file.
  public var file: String? { place.file }
  /// The line, counted from 1; nil for the whole file.
  public var line: Int? { place.line }
  /// The column, counted from 1 in Unicode scalars; nil for the whole file.
  public var column: Int? { place.column }
}
