package import MasteringModel

extension DetectionRules {
  /// How well a fingerprint matches the rules.
  ///
  /// All arithmetic is IEEE 754 binary64 in exactly this order: an implementation with the same
  /// order gets the same bits, and the bits decide ties.
  package func similarity(to fingerprint: Fingerprint) -> Similarity {
    Similarity(
      loudness: loudnessDBFS.score(of: fingerprint.loudnessDBFS, narrowest: 0.1),
      crest: crestDB.score(of: fingerprint.crestDB, narrowest: 0.1),
      zeroCrossingRate: zeroCrossingRate.score(of: fingerprint.zeroCrossingRate, narrowest: 0.01),
      spectralCentroid: spectralCentroidHz?.score(
        of: fingerprint.spectralCentroidHz, narrowest: 100))
  }
}

extension MetricRange {
  /// 1 at the centre, 0.5 at the bounds, 0 from one half-width beyond them.
  ///
  /// A range narrower than `narrowest`, in half-widths and the metric's unit, counts as
  /// `narrowest`: a range without width would otherwise match only a single number.
  fileprivate func score(of value: Double, narrowest: Double) -> Double {
    let distance = abs(value - centre) / max(halfWidth, narrowest)
    return max(0, 1 - min(distance / 2, 1))
  }
}
