public import MasteringModel
import StrictJSON

extension FailureReport {
  /// The report of a file that cannot be decoded.
  public init(_ failure: AudioFailure) {
    switch failure {
    case .notFound:
      self.init(.fileNotFound, "there is no such file", advice: "Check the spelling.")
    case .notAFile(_, let kind):
      self.init(
        .notAFile, "is a \(kind.rawValue), not an audio file",
        advice: kind == .folder ? "Name the files in it." : "Save the audio to a file first.",
        facts: [.init("kind", .string(kind.rawValue))])
    case .unreadable(_, let reason):
      self.init(
        .fileUnreadable, "cannot be read: \(reason.text)",
        advice: "Check its permissions and its disk.")
    case .unsupportedFormat(_, let reason):
      self.init(unsupported: reason)
    case .truncatedAudio(_, let position, let length):
      let of = length.map { " of \($0.fixed(1)) s" } ?? ""
      self.init(
        .truncatedAudio, "the audio ends or is damaged at \(position.fixed(1)) s\(of)",
        advice: "Get a complete copy.",
        facts: .finite("at_seconds", position) + .finite("of_seconds", length))
    case .changingFormat(_, let position, let change):
      self.init(
        .truncatedAudio, "after \(position.fixed(1)) s the audio continues \(change.words)",
        advice: "Convert it to one format throughout, or split it there.",
        facts: .finite("at_seconds", position))
    case .cueSheet(_, let problem):
      self.init(problem.code, problem.sentence, advice: problem.advice)
    }
  }

  private init(unsupported reason: UnsupportedFormat) {
    let convert = "Convert it to one of \(AudioFileType.names)."
    switch reason {
    case .emptyFile:
      self.init(.unsupportedFormat, "the file is empty", advice: "Get a complete copy.")
    case .notRecognised(let words):
      self.init(.unsupportedFormat, "is not audio that can be read: \(words)", advice: convert)
    case .damagedHeader(let name):
      self.init(
        .unsupportedFormat, "is \(name) with a damaged or unknown header",
        advice: "Get another copy, or convert it to one of \(AudioFileType.names).")
    case .codec(let name):
      self.init(
        .unsupportedFormat, "its audio is \(name), which cannot be read", advice: convert)
    case .needsFFmpeg(let name):
      self.init(
        .unsupportedFormat,
        "is \(name), which requires FFmpeg, and FFmpeg is not installed",
        advice: "Install it (apt install ffmpeg, brew install ffmpeg), or convert the file to one "
          + "of \(AudioFileType.names).")
    case .playlist(let name):
      self.init(
        .unsupportedFormat, "is a list of other files (\(name)), not audio",
        advice: "Name the audio files that it lists.")
    case .noSound(let name):
      self.init(
        .unsupportedFormat, "is \(name) without audio", advice: "Choose a file with audio.")
    case .otherFile(let name):
      self.init(
        .unsupportedFormat, "is \(name), not audio", advice: "Get the audio file itself.")
    case .noIndex(let name):
      self.init(
        .unsupportedFormat, "is \(name) whose index is missing; the file was probably cut off",
        advice: "Get a complete copy.")
    case .audioElsewhere(let name):
      self.init(
        .unsupportedFormat,
        "is \(name) whose audio is in another file, which is not opened",
        advice: "Choose the file with the audio, or export it with its audio included.")
    case .protected:
      self.init(
        .unsupportedFormat, "is protected, and plays only in its vendor's own programs",
        advice: "Get a copy without protection.")
    case .sampleRate(let rate, let supported):
      self.init(
        .unsupportedFormat,
        "states a sample rate of \(rate) Hz; \(supported.lowerBound) to "
          + "\(supported.upperBound) Hz can be read", advice: convert,
        facts: [.init("sample_rate_hz", .integer(rate))])
    case .channels(let count, let supported):
      self.init(
        .unsupportedFormat,
        "states \(count) channels; \(supported.lowerBound) to "
          + "\(supported.upperBound) can be read", advice: convert,
        facts: [.init("channels", .integer(count))])
    }
  }

  /// The report of a track that has no fingerprint.
  public init(_ failure: FingerprintFailure) {
    switch failure {
    case .audio(let failure): self.init(failure)
    case .emptyAudio:
      self.init(.emptyAudio, "has no samples", advice: "Get a complete copy.")
    case .nonFiniteSamples(_, let channel, let frame):
      self.init(
        .nonFiniteSamples,
        "sample \(frame + 1) of channel \(channel + 1) is not a finite number",
        advice: "Export the audio again; a plug-in may have produced it.",
        facts: [.init("channel", .integer(channel)), .init("frame", .integer(frame))])
    case .invalid(_, let invalid):
      self.init(
        .invalidFingerprint,
        "its \(invalid.metric.name) is \(invalid.value), not a finite number",
        advice: "Export the audio at a lower level.",
        facts: [.init("metric", .string(invalid.metric.rawValue))])
    case .unavailable(let reason):
      self.init(.fingerprintUnavailable, "cannot be analysed now: \(reason)")
    case .cancelled:
      self.init(.cancelled, "the analysis was cancelled")
    }
  }

  /// The report of metrics that are not a fingerprint.
  public init(_ failure: InvalidFingerprint) {
    self.init(
      .invalidFingerprint, "the \(failure.metric.name) is \(failure.value), not a finite number",
      facts: [.init("metric", .string(failure.metric.rawValue))])
  }
}

extension [JSON.Member] {
  /// The number under that key; empty if there is none, or if JSON cannot represent it.
  static func finite(_ key: String, _ number: Double?) -> [JSON.Member] {
    guard let number, number.isFinite else { return [] }
    return [JSON.Member(key, .number(number))]
  }
}

extension FormatChange {
  /// What follows, and what it replaces.
  fileprivate var words: String {
    switch self {
    case .sampleRate(let from, let to): "at \(to) Hz instead of \(from) Hz"
    case .channels(let from, let to): "in \(Self.channels(to)) instead of \(Self.channels(from))"
    case .codec: "in a different format"
    case .stream: "as a second stream"
    }
  }

  private static func channels(_ count: Int) -> String {
    switch count {
    case 1: "mono"
    case 2: "stereo"
    default: "\(count) channels"
    }
  }
}
