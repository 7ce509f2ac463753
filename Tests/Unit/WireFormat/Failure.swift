import MasteringModel
import Recommending
import Testing
import WireFormat

/// A failure with its expected code and message.
struct Failure: Sendable, CustomTestStringConvertible {
  /// Failures that callers would handle in the same way.
  let kind: String
  let report: FailureReport
  let code: String
  let sentence: String

  private init(_ kind: String, _ report: FailureReport, _ code: String, _ sentence: String) {
    self.kind = kind
    self.report = report
    self.code = code
    self.sentence = sentence
  }

  var testDescription: String { "\(kind): \(sentence)" }

  /// Every case of every failure that has a report.
  static let all = audio + fingerprints + profiles + settings

  private static let path = "/home/ann/secret/Song.flac"
  private static let convert = """
    Convert it to one of WAV, AIFF, AU, CAF, W64, RF64, FLAC, Ogg Vorbis, Opus and MP3.
    """

  private static let audio = [
    Failure(
      "not found", FailureReport(AudioFailure.notFound(path: path)), "file_not_found",
      "there is no such file. Check the spelling."),
    Failure(
      "not a file", FailureReport(AudioFailure.notAFile(path: path, kind: .folder)), "not_a_file",
      "is a folder, not an audio file. Name the files in it."),
    Failure(
      "not a file", FailureReport(AudioFailure.notAFile(path: path, kind: .pipe)), "not_a_file",
      "is a pipe, not an audio file. Save the audio to a file first."),
    Failure(
      "not a file", FailureReport(AudioFailure.notAFile(path: path, kind: .socket)), "not_a_file",
      "is a socket, not an audio file. Save the audio to a file first."),
    Failure(
      "not a file", FailureReport(AudioFailure.notAFile(path: path, kind: .device)), "not_a_file",
      "is a device, not an audio file. Save the audio to a file first."),
    Failure(
      "unreadable",
      FailureReport(
        AudioFailure.unreadable(
          path: path, reason: SystemReason(code: 13, text: "Permission denied"))),
      "file_unreadable",
      "cannot be read: Permission denied. Check its permissions and its disk."),
    Failure(
      "unsupported", FailureReport(AudioFailure.unsupportedFormat(path: path, reason: .emptyFile)),
      "unsupported_format", "the file is empty. Get a complete copy."),
    Failure(
      "unsupported",
      FailureReport(
        AudioFailure.unsupportedFormat(path: path, reason: .notRecognised("Format not recognised"))
      ),
      "unsupported_format",
      "is not audio that can be read: Format not recognised. \(convert)"),
    Failure(
      "unsupported",
      FailureReport(
        AudioFailure.unsupportedFormat(
          path: path, reason: .sampleRate(10, supported: 1000...768_000))),
      "unsupported_format",
      "states a sample rate of 10 Hz; 1000 to 768000 Hz can be read. \(convert)"),
    Failure(
      "unsupported",
      FailureReport(
        AudioFailure.unsupportedFormat(path: path, reason: .channels(65, supported: 1...64))),
      "unsupported_format", "states 65 channels; 1 to 64 can be read. \(convert)"),
    Failure(
      "truncated",
      FailureReport(AudioFailure.truncatedAudio(path: path, atSeconds: 1.25, ofSeconds: 180)),
      "truncated_audio",
      "the audio ends or is damaged at 1.3 s of 180.0 s. Get a complete copy."),
    Failure(
      "truncated",
      FailureReport(AudioFailure.truncatedAudio(path: path, atSeconds: 0, ofSeconds: nil)),
      "truncated_audio",
      "the audio ends or is damaged at 0.0 s. Get a complete copy."),
    Failure(
      "truncated",
      FailureReport(
        AudioFailure.changingFormat(
          path: path, atSeconds: 1.5, change: .sampleRate(fromHz: 44_100, toHz: 22_050))),
      "truncated_audio",
      "after 1.5 s the audio continues at 22050 Hz instead of 44100 Hz. "
        + "Convert it to one format throughout, or split it there."),
    Failure(
      "truncated",
      FailureReport(
        AudioFailure.changingFormat(path: path, atSeconds: 1.5, change: .channels(from: 1, to: 2))),
      "truncated_audio",
      "after 1.5 s the audio continues in stereo instead of mono. "
        + "Convert it to one format throughout, or split it there."),
    Failure(
      "unsupported",
      FailureReport(AudioFailure.unsupportedFormat(path: path, reason: .needsFFmpeg("WavPack"))),
      "unsupported_format",
      "is WavPack, which requires FFmpeg, and FFmpeg is not installed. Install it (apt "
        + "install ffmpeg, brew install ffmpeg), or convert the file to one of WAV, AIFF, AU, CAF, "
        + "W64, RF64, FLAC, Ogg Vorbis, Opus and MP3."),
    Failure(
      "unsupported",
      FailureReport(
        AudioFailure.unsupportedFormat(path: path, reason: .playlist("a PLS playlist"))),
      "unsupported_format",
      "is a list of other files (a PLS playlist), not audio. Name the audio files that it lists."
    ),
    Failure(
      "unsupported",
      FailureReport(AudioFailure.unsupportedFormat(path: path, reason: .codec("AAC"))),
      "unsupported_format", "its audio is AAC, which cannot be read. \(convert)"),
    Failure(
      "unsupported",
      FailureReport(AudioFailure.unsupportedFormat(path: path, reason: .noSound("WavPack"))),
      "unsupported_format", "is WavPack without audio. Choose a file with audio."),
    Failure(
      "unsupported",
      FailureReport(AudioFailure.unsupportedFormat(path: path, reason: .otherFile("a web page"))),
      "unsupported_format", "is a web page, not audio. Get the audio file itself."),
    Failure(
      "unsupported",
      FailureReport(
        AudioFailure.unsupportedFormat(path: path, reason: .noIndex("MP4 or QuickTime"))),
      "unsupported_format",
      "is MP4 or QuickTime whose index is missing; the file was probably cut off. "
        + "Get a complete copy."),
    Failure(
      "unsupported",
      FailureReport(
        AudioFailure.unsupportedFormat(path: path, reason: .damagedHeader("Musepack"))),
      "unsupported_format",
      "is Musepack with a damaged or unknown header. Get another copy, or c\(convert.dropFirst())"),
    Failure(
      "unsupported",
      FailureReport(
        AudioFailure.unsupportedFormat(path: path, reason: .audioElsewhere("MP4 or QuickTime"))),
      "unsupported_format",
      "is MP4 or QuickTime whose audio is in another file, which is not opened. "
        + "Choose the file with the audio, or export it with its audio included."),
    Failure(
      "unsupported",
      FailureReport(AudioFailure.unsupportedFormat(path: path, reason: .protected)),
      "unsupported_format",
      "is protected, and plays only in its vendor's own programs. Get a copy without protection."),
  ]

  private static let fingerprints = [
    Failure(
      "not found", FailureReport(FingerprintFailure.audio(.notFound(path: path))),
      "file_not_found", "there is no such file. Check the spelling."),
    Failure(
      "empty", FailureReport(FingerprintFailure.emptyAudio(path: path)), "empty_audio",
      "has no samples. Get a complete copy."),
    Failure(
      "not finite",
      FailureReport(FingerprintFailure.nonFiniteSamples(path: path, channel: 1, frame: 99)),
      "non_finite_samples",
      "sample 100 of channel 2 is not a finite number. "
        + "Export the audio again; a plug-in may have produced it."),
    Failure(
      "invalid fingerprint",
      FailureReport(
        FingerprintFailure.invalid(
          path: path, InvalidFingerprint(metric: .crest, value: .infinity))),
      "invalid_fingerprint",
      "its crest factor is inf, not a finite number. Export the audio at a lower level."),
    Failure(
      "invalid fingerprint",
      FailureReport(InvalidFingerprint(metric: .zeroCrossingRate, value: .nan)),
      "invalid_fingerprint", "the zero-crossing rate is nan, not a finite number"),
    Failure(
      "fingerprint unavailable", FailureReport(FingerprintFailure.unavailable(reason: "busy")),
      "fingerprint_unavailable", "cannot be analysed now: busy"),
    Failure(
      "cancelled", FailureReport(FingerprintFailure.cancelled), "cancelled",
      "the analysis was cancelled"),
  ]

  private static let profiles = [
    Failure(
      "no profiles", FailureReport(ProfileProviderFailure.invalid(.empty)), "no_profiles",
      "there is no profile to compare with. Give at least one profile."),
    Failure(
      "duplicate profile", FailureReport(ProfileProviderFailure.invalid(.duplicateID("a-v1"))),
      "duplicate_profile", "two profiles have the id a-v1. Change one of the two ids."),
    Failure(
      "profiles unavailable",
      FailureReport(ProfileProviderFailure.unavailable(reason: "the disk is gone")),
      "profiles_unavailable", "the profiles are not available now: the disk is gone"),
    Failure(
      "no profiles", FailureReport(RecommendationFailure.profiles(.invalid(.empty))),
      "no_profiles", "there is no profile to compare with. Give at least one profile."),
    Failure(
      "cancelled", FailureReport(RecommendationFailure.fingerprint(.cancelled)), "cancelled",
      "the analysis was cancelled"),
  ]

  private static let settings = [
    Failure(
      "invalid threshold", FailureReport(InvalidSettings.confidenceThreshold(1.5)),
      "invalid_threshold", "the confidence threshold 1.5 is not a number from 0 to 1"),
    Failure(
      "invalid top-k", FailureReport(InvalidSettings.topK(0)), "invalid_top_k",
      "top-k is 0, but at least 1 profile must be ranked"),
    Failure(
      "invalid window", FailureReport(InvalidAnalysisWindow(seconds: -1)), "invalid_window",
      "-1.0 seconds is not a finite length above 0"),
  ]
}
