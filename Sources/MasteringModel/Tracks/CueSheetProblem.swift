/// Why a CUE sheet divides no file, or has no such track.
public enum CueSheetProblem: Error, Hashable {
  /// It has more bytes than the limit.
  case tooLarge(limitBytes: Int)
  /// There is no track in it.
  case noTracks
  /// The line has no number where one is to be, or one that is not above those before it, or above
  /// the largest.
  case trackNumber(line: Int)
  /// The line has no time of minutes, seconds below 60 and 75ths below 75.
  case time(line: Int)
  /// The track of the line starts no later than the one before it in the same file.
  case order(line: Int)
  /// The track has no `INDEX 01`.
  case noStart(track: Int)
  /// There is no file of that name, nor one that could be meant, in the sheet's folder; nil for a name
  /// in an encoding that is not known.
  case missingFile(name: String?)
  /// The system refused or failed.
  case unreadable(SystemReason)
  /// The sheet has no track of this number, only this many; 0 where no sheet divides the file.
  case noSuchTrack(number: Int, count: Int)
  /// The track starts where the file has ended.
  case behindEnd(startSeconds: Double, ofSeconds: Double)
}
