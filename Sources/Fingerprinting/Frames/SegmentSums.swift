/// The sums over a run of frames, from which the means are computed.
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
