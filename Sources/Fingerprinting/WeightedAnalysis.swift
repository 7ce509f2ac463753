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

  /// Reads a stream from its start to its end.
  ///
  /// - Parameters:
  ///   - weightings: each a factor for every bin of the spectrum, from 0 Hz on.
  ///   - heard: called with how many samples at 44.1 kHz were analysed, block by block.
  package init(
    of stream: any AudioStream, path: String, weightings: [[Double]], heard: (Int) -> Void
  ) throws(FingerprintFailure) {
    let signal = try MonoSignal(
      of: stream, path: path, frames: 0, upTo: nil, allowsPartialAudio: false,
      toleratesDamage: true, searchesPeaks: false)
    var analyzer = FrameAnalyzer(
      firstFrame: 0, endFrame: nil, weightedCentroids: WeightedCentroids(weightings: weightings))
    var block: [Double] = []
    while try signal.next(into: &block) {
      analyzer.append(block)
      heard(block.count)
    }
    guard let end = signal.end, end.samples > 0 else { throw .emptyAudio(path: path) }
    let segments = analyzer.finish(signalEnd: end.samples)
    do { fingerprint = try Fingerprint(of: segments, samples: end.samples) } catch {
      throw .invalid(path: path, error)
    }
    centroidsHz = analyzer.weightedCentroids?.centroidsHz ?? []
    frames = end.frames
  }
}
