/// Finds the tracks of files that CUE sheets divide.
///
/// An implementation promises:
/// 1. It opens only the requested files and sheets in their own folder, whatever a sheet contains.
/// 2. Tracks have ascending numbers, and do not overlap.
/// 3. It never hangs, and its memory does not grow with a number in a file.
public protocol FileTrackReader: Sendable {
  /// How sheets divide the files of a folder.
  ///
  /// - Parameters:
  ///   - names: the names of audio files in the folder.
  ///   - folder: its path.
  ///   - isKnownWhole: whether the file of that index is known to hold no sheet itself.
  func division(
    ofFiles names: [String], inFolder folder: String, isKnownWhole: (Int) -> Bool
  ) -> FolderDivision

  /// The tracks of the files that a sheet names; empty for a file that is one track, nil for one
  /// that the sheet does not name.
  ///
  /// - Parameters:
  ///   - names: the names of the audio files in the sheet's folder.
  ///   - path: the sheet's path.
  func tracks(
    ofFiles names: [String], bySheetAt path: String
  ) throws(CueSheetProblem) -> [[FileTrack]?]
}

/// How sheets divide the files of a folder.
public struct FolderDivision: Sendable, Hashable {
  /// The tracks of each file, in the order of the requested files; empty for a file that is one
  /// track.
  public var tracks: [[FileTrack]]
  /// The sheets that divide no file: the path of each, and why.
  public var problems: [Problem]

  /// A sheet that divides no file.
  public struct Problem: Sendable, Hashable {
    /// The sheet's path.
    public let path: String
    /// Why.
    public let problem: CueSheetProblem

    /// Creates a problem from its parts.
    public init(path: String, problem: CueSheetProblem) {
      self.path = path
      self.problem = problem
    }
  }

  /// Creates a division from its parts.
  public init(tracks: [[FileTrack]], problems: [Problem] = []) {
    self.tracks = tracks
    self.problems = problems
  }
}
