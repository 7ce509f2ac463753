public import Recommending
public import MasteringModel

/// A failure for the outside: a code for programs, a sentence and advice for people.
///
/// The one place where failures become words. Neither has a path in it; whoever shows them knows
/// which file it was about, and a reader on the network need not.
public struct FailureReport: Sendable, Hashable {
  /// Names the kind of failure; never changes once released.
  public let code: String
  /// What happened, as the end of a sentence that begins with the file's name.
  public let message: String
  /// What to do about it, as a sentence of its own; nil where there is nothing to do.
  public let advice: String?

  init(_ code: String, _ message: String, advice: String? = nil) {
    self.code = code
    // The words of a decoder or provider may end in a full stop of their own.
    let end = message.lastIndex { $0 != "." && !$0.isWhitespace }
    self.message = end.map { String(message[...$0]) } ?? ""
    self.advice = advice
  }

  /// The code and message as the member `error` of an answer.
  public var payload: JSON {
    ["code": .string(code), "message": .string(sentence)]
  }

  /// Message and advice.
  public var sentence: String { advice.map { "\(message). \($0)" } ?? message }
}

/// The formats that can be decoded, for people.
private let readableFormats =
  "WAV, AIFF, AU, CAF, W64, RF64, FLAC, Ogg Vorbis, Opus and MP3"

extension FailureReport {
  /// The report of a file that cannot be decoded.
  public init(_ failure: AudioFailure) {
    switch failure {
    case .notFound:
      self.init("file_not_found", "there is no such file", advice: "Check the spelling.")
    case .notAFile(_, let kind):
      self.init(
        "not_a_file", "is a \(kind.rawValue), not an audio file",
        advice: kind == .folder ? "Name the files in it." : "Save the audio to a file first.")
    case .unreadable(_, let reason):
      self.init(
        "file_unreadable", "cannot be read: \(reason.text)",
        advice: "Check that you may read the file and that its disk is sound.")
    case .unsupportedFormat(_, let reason):
      self.init(unsupported: reason)
    case .truncatedAudio(_, let position, let length):
      let of = length.map { " of \($0.fixed(1)) s" } ?? ""
      self.init(
        "truncated_audio", "the audio ends or breaks at \(position.fixed(1)) s\(of)",
        advice: "Get a complete copy, or allow partial audio.")
    }
  }

  private init(unsupported reason: UnsupportedFormat) {
    let convert = "Convert it to one of \(readableFormats)."
    switch reason {
    case .emptyFile:
      self.init("unsupported_format", "the file is empty", advice: "Get a complete copy.")
    case .notRecognised(let words):
      self.init("unsupported_format", "is not audio that can be read: \(words)", advice: convert)
    case .sampleRate(let rate, let supported):
      self.init(
        "unsupported_format",
        "says its sample rate is \(rate) Hz; \(supported.lowerBound) to "
          + "\(supported.upperBound) Hz can be read", advice: convert)
    case .channels(let count, let supported):
      self.init(
        "unsupported_format",
        "says it has \(count) channels; \(supported.lowerBound) to "
          + "\(supported.upperBound) can be read", advice: convert)
    }
  }

  /// The report of a track that has no fingerprint.
  public init(_ failure: FingerprintFailure) {
    switch failure {
    case .audio(let failure): self.init(failure)
    case .emptyAudio:
      self.init("empty_audio", "has no samples", advice: "Get a complete copy.")
    case .nonFiniteSamples(_, let channel, let frame):
      self.init(
        "non_finite_samples",
        "sample \(frame + 1) of channel \(channel + 1) is not a finite number",
        advice: "Export the audio again; a plug-in may have produced it.")
    case .invalid(_, let invalid):
      self.init(
        "invalid_fingerprint",
        "its \(invalid.metric.name) is \(invalid.value), not a finite number",
        advice: "Export the audio at a lower level.")
    case .unavailable(let reason):
      self.init("fingerprint_unavailable", "cannot be analysed now: \(reason)")
    case .cancelled:
      self.init("cancelled", "the analysis was cancelled")
    }
  }

  /// The report of profiles that cannot be had.
  public init(_ failure: ProfileProviderFailure) {
    switch failure {
    case .invalid(.empty):
      self.init(
        "no_profiles", "there is no profile to compare with", advice: "Give at least one profile.")
    case .invalid(.duplicateID(let id)):
      self.init(
        "duplicate_profile", "two profiles have the id \(id)", advice: "Give one another id.")
    case .unavailable(let reason):
      self.init("profiles_unavailable", "the profiles cannot be had now: \(reason)")
    }
  }

  /// The report of a recommendation that could not be made.
  public init(_ failure: RecommendationFailure) {
    switch failure {
    case .fingerprint(let failure): self.init(failure)
    case .profiles(let failure): self.init(failure)
    }
  }

  /// The report of a setting outside its range.
  public init(_ failure: InvalidSettings) {
    switch failure {
    case .confidenceThreshold(let value):
      self.init(
        "invalid_threshold", "the confidence threshold \(value) is not a number from 0 to 1")
    case .topK(let value):
      self.init("invalid_top_k", "top-k is \(value), but at least 1 profile has to be ranked")
    }
  }

  /// The report of a window that has no length.
  public init(_ failure: InvalidAnalysisWindow) {
    self.init(
      "invalid_window", "\(failure.seconds) seconds is not a finite length above 0 to listen to")
  }

  /// The report of metrics that are no fingerprint.
  public init(_ failure: InvalidFingerprint) {
    self.init(
      "invalid_fingerprint", "the \(failure.metric.name) is \(failure.value), not a finite number")
  }
}
