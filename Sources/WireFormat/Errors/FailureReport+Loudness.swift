public import MasteringModel
import StrictJSON

extension FailureReport {
  /// The report of a file that has no loudness.
  public init(_ failure: LoudnessFailure) {
    switch failure {
    case .audio(let failure): self.init(failure)
    case .emptyAudio(let path): self.init(FingerprintFailure.emptyAudio(path: path))
    case .meter(let path, .nonFiniteSample(let channel, let frame)):
      self.init(FingerprintFailure.nonFiniteSamples(path: path, channel: channel, frame: frame))
    case .meter(_, .signalTooLarge(let channels, let rate)):
      self.init(
        .loudnessUnavailable,
        "measuring its loudness takes too much memory: \(channels) channels at \(rate) Hz",
        advice: "Convert it to fewer channels or a lower rate.")
    case .meter(_, .unavailable(let reason)):
      self.init(.loudnessUnavailable, "its loudness cannot be measured now: \(reason)")
    case .cancelled: self = .cancelled
    }
  }

  /// The report of a host that has no meter.
  public static let noLoudnessMeter = FailureReport(
    .loudnessUnavailable, "its loudness cannot be measured: this host has no meter")
}
