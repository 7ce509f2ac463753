/// The progress of a library scan, or its end.
public struct LibraryScanProgress: Sendable, Hashable {
  /// Whether the folders are being scanned.
  public let state: State
  /// How many audio files were found by the current scan or the last one.
  public let filesFound: Int
  /// How many of them have been processed, successfully or not; all of them at the end.
  public let filesRead: Int
  /// How many tracks are available now.
  public let tracks: Int
  /// How many folders and files could not be read, or were left out because of where they lead.
  public let problems: Int

  /// The state of a library.
  public enum State: String, Sendable, Hashable {
    /// It is being scanned, or never was completely.
    case scanning
    /// It has been scanned.
    case ready
  }

  /// Creates progress from its parts.
  public init(state: State, filesFound: Int, filesRead: Int, tracks: Int, problems: Int) {
    self.state = state
    self.filesFound = filesFound
    self.filesRead = filesRead
    self.tracks = tracks
    self.problems = problems
  }
}
