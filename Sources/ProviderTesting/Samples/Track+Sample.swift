public import MasteringModel

extension TrackIdentity {
  /// A track in a music folder; mention only what matters.
  public static func sample(
    path: String = "/music/track.flac", sizeBytes: Int64 = 30_000_000,
    modifiedAtNanoseconds: Int64 = 1_700_000_000_000_000_001
  ) -> TrackIdentity {
    TrackIdentity(path: path, sizeBytes: sizeBytes, modifiedAtNanoseconds: modifiedAtNanoseconds)
  }
}

extension AnalysisWindow {
  /// This many seconds from the start; traps unless they are finite and above 0.
  public static func sample(seconds: Double) -> AnalysisWindow {
    valid("window") { () throws(InvalidAnalysisWindow) in try .first(seconds: seconds) }
  }
}

extension FingerprintKey {
  /// The key of a track analysed in the standard window; mention only what matters.
  public static func sample(
    identity: TrackIdentity = .sample(), window: AnalysisWindow = .standard,
    allowsPartialAudio: Bool = false, definition: String = "sample-1"
  ) -> FingerprintKey {
    FingerprintKey(
      identity: identity, window: window, allowsPartialAudio: allowsPartialAudio,
      definition: definition)
  }
}

extension TrackAnalysis {
  /// The analysis of 90 seconds of a stereo track of three minutes; mention only what matters.
  public static func sample(
    fingerprint: Fingerprint = .sample(), analysedSeconds: Double = 90,
    sampleRateHz: Int = 44_100, channels: Int = 2, durationSeconds: Double? = 180,
    isPartial: Bool = false, truePeakDBTP: Double? = nil
  ) -> TrackAnalysis {
    TrackAnalysis(
      fingerprint: fingerprint, analysedSeconds: analysedSeconds, sampleRateHz: sampleRateHz,
      channels: channels, durationSeconds: durationSeconds, isPartial: isPartial,
      truePeakDBTP: truePeakDBTP)
  }
}

extension AudioFormat {
  /// The format of one second of 16-bit stereo at 44.1 kHz; mention only what matters.
  public static func sample(
    sampleRateHz: Int = 44_100, channels: Int = 2, declaredFrames: Int? = 44_100,
    encoding: SampleEncoding = .integer16, seeksExactly: Bool = true, name: String = "Sample"
  ) -> AudioFormat {
    AudioFormat(
      sampleRateHz: sampleRateHz, channels: channels, declaredFrames: declaredFrames,
      encoding: encoding, seeksExactly: seeksExactly, name: name)
  }
}
