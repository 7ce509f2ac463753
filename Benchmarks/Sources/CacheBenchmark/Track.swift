import MasteringModel

/// Synthetic tracks, each with its own numbers.
enum Track {
  static func key(
    _ track: Int, in folder: String = "/home/listener/Music/Some Artist/(1987) Some Album"
  ) -> FingerprintKey {
    FingerprintKey(
      identity: TrackIdentity(
        path: "\(folder)/\(track) - Some Title.flac", sizeBytes: 30_000_000 + Int64(track),
        modifiedAtNanoseconds: 1_700_000_000_123_456_789 + Int64(track)),
      window: .standard, allowsPartialAudio: false, definition: "adaptive-mastering-fingerprint/2")
  }

  static func analysis(_ track: Int) throws -> TrackAnalysis {
    let number = Double(track)
    return TrackAnalysis(
      fingerprint: try Fingerprint(
        loudnessDBFS: -14 - number / 7e5, peakDBFS: -1 / (number + 3), crestDB: 13.1,
        spectralCentroidHz: 3200 + number / 3, spectralRolloffHz: 7000.123,
        zeroCrossingRate: 0.075, spectralSpreadHz: 2800.7),
      analysedSeconds: 90, sampleRateHz: 44_100, channels: 2, durationSeconds: 181.3,
      isPartial: false)
  }
}
