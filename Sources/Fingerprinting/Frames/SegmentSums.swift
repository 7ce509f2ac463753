import MasteringModel
import SystemCalls

/// The sums over a run of frames, from which the means are computed: a metric is a sum here, and
/// its mean below.
///
/// Floating-point sums depend on their order. A signal is therefore always summed in the same
/// segments, and the segments in order, so that the fingerprint is the same to the last bit for any
/// number of tasks.
struct SegmentSums: Sendable {
  /// Frames in a segment: 2.97 s. Short enough to divide evenly, long enough that keeping a
  /// segment's sums for every segment of a long file (64 bytes per 3 s) costs nothing.
  static let framesPerSegment = 256

  private(set) var frames = 0
  private(set) var centroid = 0.0
  private(set) var spread = 0.0
  private(set) var rolloff = 0
  private(set) var crossings = 0
  private(set) var energy = 0.0
  private(set) var peakPower = 0.0

  /// Adds a frame, and the hop that starts at its centre.
  mutating func add(_ shape: SpectralShape, crossings: Int, hop: HopMeasures) {
    frames += 1
    centroid += shape.centroid
    spread += shape.spread
    rolloff += shape.rolloff
    self.crossings += crossings
    energy += hop.energy
    peakPower = max(peakPower, hop.peakPower)
  }

  /// Adds the next segment.
  mutating func add(_ next: SegmentSums) {
    frames += next.frames
    centroid += next.centroid
    spread += next.spread
    rolloff += next.rolloff
    crossings += next.crossings
    energy += next.energy
    peakPower = max(peakPower, next.peakPower)
  }
}

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
