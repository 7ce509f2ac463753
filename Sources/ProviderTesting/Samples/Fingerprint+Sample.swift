public import MasteringModel

extension Fingerprint {
  /// A fingerprint of a well-made rock master; mention only what matters.
  ///
  /// Traps on a value that is not finite.
  public static func sample(
    loudnessDBFS: Double = -14, peakDBFS: Double = -1, crestDB: Double = 13,
    spectralCentroidHz: Double = 3200, spectralRolloffHz: Double = 7000,
    zeroCrossingRate: Double = 0.075, spectralSpreadHz: Double = 2800
  ) -> Fingerprint {
    valid("fingerprint") { () throws(InvalidFingerprint) in
      try Fingerprint(
        loudnessDBFS: loudnessDBFS, peakDBFS: peakDBFS, crestDB: crestDB,
        spectralCentroidHz: spectralCentroidHz, spectralRolloffHz: spectralRolloffHz,
        zeroCrossingRate: zeroCrossingRate, spectralSpreadHz: spectralSpreadHz)
    }
  }
}
