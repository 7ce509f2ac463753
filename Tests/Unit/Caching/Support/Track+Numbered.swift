import MasteringModel
import ProviderTesting

extension FingerprintKey {
  /// The key of a numbered track.
  static func numbered(_ track: Int, in folder: String = "/music") -> FingerprintKey {
    .sample(identity: .sample(path: "\(folder)/\(track).flac"))
  }
}

extension TrackAnalysis {
  /// The analysis of a numbered track; its numbers differ from those of every other track.
  static func numbered(_ track: Int) -> TrackAnalysis {
    .sample(
      fingerprint: .sample(
        loudnessDBFS: -Double(track) / 70, zeroCrossingRate: 1 / Double(track + 3)),
      durationSeconds: Double(track) / 3)
  }

  /// Compares every bit: `==` considers −0.0 and 0.0 equal.
  var bits: [UInt64?] {
    FingerprintMetric.allCases.map { fingerprint[$0].bitPattern } + [
      analysedSeconds.bitPattern, UInt64(sampleRateHz), UInt64(channels),
      durationSeconds?.bitPattern, isPartial ? 1 : 0,
    ]
  }

  /// Analyses whose numbers are easily lost on the way to disk and back.
  static let awkward: [TrackAnalysis] = [
    .sample(),
    .sample(
      fingerprint: .sample(
        loudnessDBFS: -0.0, peakDBFS: 0.1 + 0.2, crestDB: .leastNonzeroMagnitude,
        spectralCentroidHz: 1 / 3, spectralRolloffHz: 22_049.999_999_999_996,
        zeroCrossingRate: .leastNormalMagnitude, spectralSpreadHz: 0x1p14 + 0x1p-38),
      analysedSeconds: 0, sampleRateHz: 768_000, channels: 64, durationSeconds: nil,
      isPartial: true),
    .sample(fingerprint: .sample(loudnessDBFS: 0), analysedSeconds: 1 / 7, durationSeconds: -0.0),
  ]
}
