/// How far looking through a library has come, or how it ended.
public struct LibraryScanProgress: Sendable, Hashable {
  /// Whether the folders are being looked through.
  public let state: State
  /// How many audio files were found, by the scan under way or the last one.
  public let filesFound: Int
  /// How many of them are done with, whatever came of it; all of them in the end.
  public let filesRead: Int
  /// How many tracks can be asked for now.
  public let tracks: Int
  /// How many folders and files could not be read, or were left out for where they lead.
  public let problems: Int

  /// What a library is doing.
  public enum State: String, Sendable, Hashable {
    /// It is being looked through, or never was to the end.
    case scanning
    /// It was looked through.
    case ready
  }

  /// Progress from its parts.
  public init(state: State, filesFound: Int, filesRead: Int, tracks: Int, problems: Int) {
    self.state = state
    self.filesFound = filesFound
    self.filesRead = filesRead
    self.tracks = tracks
    self.problems = problems
  }
}
