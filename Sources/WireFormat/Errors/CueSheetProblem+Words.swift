public import MasteringModel

extension CueSheetProblem {
  /// What is the matter with the sheet, as the end of a sentence that begins with its path.
  public var sentence: String {
    switch self {
    case .tooLarge(let limit): "is no CUE sheet: it has more than \(limit >> 20) MiB"
    case .noTracks: "is a CUE sheet without a track"
    case .trackNumber(let line):
      "line \(line) of the CUE sheet has no track number above those before it, and below 256"
    case .time(let line): "line \(line) of the CUE sheet has no time such as 03:25:74"
    case .order(let line):
      "the track in line \(line) of the CUE sheet starts no later than the one before it"
    case .noStart(let track): "track \(track) of the CUE sheet has no INDEX 01"
    case .missingFile(let name):
      if let name {
        "its folder holds no file \(name.excerpt), of which it is the CUE sheet"
      } else {
        "its folder does not hold the file of which it is the CUE sheet"
      }
    case .unreadable(let reason): "the CUE sheet cannot be read: \(reason.text)"
    case .noSuchTrack(let number, let count):
      count == 0
        ? "there is no CUE sheet that divides the file, so it has no track \(number)"
        : "its CUE sheet has \(count) tracks, and none of the number \(number)"
    case .behindEnd(let start, let length):
      "its CUE sheet has it start at \(start.fixed(1)) s, and the file ends at "
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
    case .trackNumber, .time, .order, .noStart: "Mend the line, or name the audio file itself."
    case .missingFile: "Put the audio file beside it, or name the file's own name in its FILE line."
    case .unreadable: "Check that you may read it and that its disk is sound."
    case .noSuchTrack: "Name the file itself."
    case .behindEnd: "Get the sheet that belongs to the file, or a complete copy."
    }
  }
}
