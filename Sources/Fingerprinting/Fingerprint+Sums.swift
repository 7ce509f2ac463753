import MasteringModel
import SystemCalls

extension Fingerprint {
  /// The means over a signal of `samples` samples, from the sums of its segments in order.
  init(
    of segments: some Sequence<SegmentSums>, samples: Int
  ) throws(InvalidFingerprint) {
    var sums = SegmentSums()
    for segment in segments { sums.add(segment) }
    let frames = Double(sums.frames)
    let loudness = decibels(sums.energy / Double(samples))
    let peak = decibels(sums.peakPower)
    try self.init(
      loudnessDBFS: loudness,
      peakDBFS: peak,
      crestDB: peak - loudness,
      spectralCentroidHz: sums.centroid / frames * FingerprintDefinition.binWidthHz,
      spectralRolloffHz: Double(sums.rolloff) / frames * FingerprintDefinition.binWidthHz,
      zeroCrossingRate: Double(sums.crossings)
        / (frames * Double(FingerprintDefinition.frameLength)),
      spectralSpreadHz: sums.spread / frames * FingerprintDefinition.binWidthHz)
  }
}

/// An amplitude as a level, in dB; −100 for silence.
func decibels(amplitude: Float) -> Double { decibels(Double(amplitude) * Double(amplitude)) }

/// A power as a level, in dB; −100 for silence.
private func decibels(_ power: Double) -> Double {
  // With this comparison, NaN passes through and is refused by the caller.
  10 * log10(power < FingerprintDefinition.powerFloor ? FingerprintDefinition.powerFloor : power)
}
