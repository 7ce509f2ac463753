public import MasteringModel
public import ProfileCatalog

/// Something that was wrong with what profiles were read from: where, and what.
public struct ProfileProblem: Error, Hashable {
  /// Where it is.
  public let place: SourcePlace
  /// What it is.
  public let cause: Cause
  /// Where the first one stands, of a thing that stands twice.
  public let earlierPlace: SourcePlace?

  /// What a problem is about.
  public enum Cause: Sendable, Hashable {
    /// The whole file.
    case file(ProfileFileProblem)
    /// One profile, which was left out.
    case profile(InvalidProfile)
  }

  /// A problem from its parts.
  public init(place: SourcePlace, cause: Cause, earlierPlace: SourcePlace? = nil) {
    self.place = place
    self.cause = cause
    self.earlierPlace = earlierPlace
  }

  /// The file's path as it was given; nil for a text that came from no file.
  public var file: String? { place.file }
  /// The line, counted from 1; nil where the whole file is meant.
  public var line: Int? { place.line }
  /// The column, counted from 1 in Unicode scalars; nil where the whole file is meant.
  public var column: Int? { place.column }
}
