/// Why a CUE sheet divides no file, or has no such track.
public enum CueSheetProblem: Error, Hashable {
  /// It has more bytes than the limit.
  case tooLarge(limitBytes: Int)
  /// There is no track in it.
  case noTracks
  /// The line lacks a number, or has one that is not above those before it, or is above the
  /// largest.
  case trackNumber(line: Int)
  /// The line has no time of minutes, seconds below 60 and 75ths below 75.
  case time(line: Int)
  /// The line's track does not start later than the one before it in the same file.
  case order(line: Int)
  /// The track has no `INDEX 01`.
  case noStart(track: Int)
  /// The sheet's folder has no file of that name, nor a likely substitute; nil for a name in an
  /// unknown encoding.
  case missingFile(name: String?)
  /// The system refused or failed.
  case unreadable(SystemReason)
  /// The sheet has no track of this number, only `count` tracks; 0 if no sheet divides the file.
  case noSuchTrack(number: Int, count: Int)
  /// The track starts after the end of the file.
  case behindEnd(startSeconds: Double, ofSeconds: Double)
}
