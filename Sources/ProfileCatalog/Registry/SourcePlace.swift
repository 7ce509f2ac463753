package import MasteringModel

/// A place in a source: a file, and a line and column in it.
public struct SourcePlace: Sendable, Hashable, CustomStringConvertible {
  /// The file's path as given; nil for a text that is not from a file.
  public let file: String?
  /// The line, counted from 1; nil for the whole file.
  public let line: Int?
  /// The column, counted from 1 in Unicode scalars; nil for the whole file.
  public let column: Int?

  /// Creates a place from its parts.
  public init(file: String? = nil, line: Int? = nil, column: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
  }

  /// `file:line:column`, as in compiler messages; without a file, `line 3, column 5`.
  public var description: String {
    switch (file, line, column) {
    case (let file?, let line?, let column?): "\(file):\(line):\(column)"
    case (let file?, _, _): file
    case (nil, let line?, let column?): "line \(line), column \(column)"
    case (nil, _, _): "text"
    }
  }
}

/// A profile, and where it was read.
package struct PlacedProfile: Sendable {
  /// The profile.
  package let profile: Profile
  /// Where it was read; nil if it was created in code.
  package let place: SourcePlace?

  /// A profile with its place.
  package init(profile: Profile, place: SourcePlace?) {
    self.profile = profile
    self.place = place
  }
}
