public import MasteringModel

extension CueSheetProblem {
  /// What is wrong with the sheet, as the end of a sentence that begins with its path.
  public var sentence: String {
    switch self {
    case .tooLarge(let limit): "is not a CUE sheet: it is larger than \(limit >> 20) MiB"
    case .noTracks: "is a CUE sheet without tracks"
    case .trackNumber(let line):
      "line \(line) of the CUE sheet has no track number that is above the previous ones and below 256"
    case .time(let line): "line \(line) of the CUE sheet has no time such as 03:25:74"
    case .order(let line):
      "the track in line \(line) of the CUE sheet starts no later than the one before it"
    case .noStart(let track): "track \(track) of the CUE sheet has no INDEX 01"
    case .missingFile(let name):
      if let name {
        "the audio file \(name.excerpt) that the CUE sheet names is not in its folder"
      } else {
        "the audio file that the CUE sheet names is not in its folder"
      }
    case .unreadable(let reason): "the CUE sheet cannot be read: \(reason.text)"
    case .noSuchTrack(let number, let count):
      count == 0
        ? "no CUE sheet divides the file into tracks, so it has no track \(number)"
        : "its CUE sheet has \(count) tracks and no track \(number)"
    case .behindEnd(let start, let length):
      "its CUE sheet starts it at \(start.fixed(1)) s, but the file ends at "
        + "\(length.fixed(1)) s"
    }
  }

  /// The code of the failure.
  var code: FailureCode {
    switch self {
    case .noSuchTrack: .fileNotFound
    case .behindEnd: .truncatedAudio
    case .unreadable: .fileUnreadable
    default: .unsupportedFormat
    }
  }

  /// What to do about it.
  var advice: String {
    switch self {
    case .tooLarge, .noTracks: "Name the audio file itself."
    case .trackNumber, .time, .order, .noStart: "Correct the line, or name the audio file itself."
    case .missingFile: "Put it there, or correct the name in the FILE line."
    case .unreadable: "Check its permissions and its disk."
    case .noSuchTrack: "Name the file itself."
    case .behindEnd: "Get the matching CUE sheet, or a complete copy of the file."
    }
  }
}
