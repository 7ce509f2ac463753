import Concurrency
package import MasteringModel

/// A whole track's fingerprint, and the spectral centroids it would have under several weightings of
/// its spectrum: what a renderer needs to know before it can change brightness.
package struct WeightedAnalysis: Sendable {
  /// The fingerprint of the whole track.
  package let fingerprint: Fingerprint
  /// The mean spectral centroid under each weighting, in Hz.
  package let centroidsHz: [Double]
  /// Frames of the track.
  package let frames: Int

  /// How many samples at least are read while as many are analysed: waking another thread costs as much as
  /// the analysis of a thousand.
  private static let stretch = 1 << 16

  /// Reads a stream from its start to its end, and each stretch while the one before is analysed.
  ///
  /// - Parameters:
  ///   - weightings: each a factor for every bin of the spectrum, from 0 Hz on.
  ///   - heard: called with how many samples at 44.1 kHz were read, stretch by stretch.
  package init(
    of stream: any AudioStream, path: String, weightings: [[Double]], heard: (Int) -> Void
  ) throws(FingerprintFailure) {
    let signal = try MonoSignal(
      of: stream, path: path, frames: 0, upTo: nil, allowsPartialAudio: false,
      toleratesDamage: true, searchesPeaks: false)
    var analyzer = FrameAnalyzer(
      firstFrame: 0, endFrame: nil, weightedCentroids: WeightedCentroids(weightings: weightings))
    var (stretch, ahead): ([Double], [Double]) = ([], [])
    try Self.read(signal, into: &ahead)
    while !ahead.isEmpty {
      swap(&stretch, &ahead)
      // Before the next reading, which may wait for a drive, and asks whether the task was cancelled.
      heard(stretch.count)
      var next = Result<Void, FingerprintFailure>.success(())
      atOnce(
        { next = Result { () throws(FingerprintFailure) in try Self.read(signal, into: &ahead) } },
        elsewhere: { analyzer.append(stretch) })
      try next.get()
    }
    guard let end = signal.end, end.samples > 0 else { throw .emptyAudio(path: path) }
    let segments = analyzer.finish(signalEnd: end.samples)
    do { fingerprint = try Fingerprint(of: segments, samples: end.samples) } catch {
      throw .invalid(path: path, error)
    }
    centroidsHz = analyzer.weightedCentroids?.centroidsHz ?? []
    frames = end.frames
  }

  /// Replaces the content of `samples` with the signal's next stretch; nothing at its end.
  private static func read(
    _ signal: MonoSignal, into samples: inout [Double]
  ) throws(FingerprintFailure) {
    samples.removeAll(keepingCapacity: true)
    var block: [Double] = []
    while samples.count < stretch, try signal.next(into: &block) { samples += block }
  }
}
