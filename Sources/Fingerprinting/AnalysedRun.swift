import MasteringModel
import TruePeaks

/// The sums of a run of a signal, and how the run ended.
struct AnalysedRun: Sendable {
  let segments: [SegmentSums]
  let end: SignalEnd
  /// The candidates for the largest true peak.
  let peaks: PeakFront

  /// Analyses a run of whole segments, one block after the other, without yielding the thread: a
  /// block takes less than a millisecond, and switching threads between blocks would cost more than
  /// it gains.
  ///
  /// - Parameters:
  ///   - frames: the frames to analyse; a nil end means up to the signal's end.
  ///   - heard: called with how many samples of the signal were analysed, block by block.
  init(
    of signal: MonoSignal, frames first: Int, upTo last: Int?, heard: (Int) -> Void
  ) throws(FingerprintFailure) {
    var analyzer = FrameAnalyzer(firstFrame: first, endFrame: last)
    var block: [Double] = []
    while try signal.next(into: &block) {
      analyzer.append(block)
      heard(block.count)
    }
    self.init(analyzer, end: signal.end, peaks: signal.peakFront)
  }

  /// Analyses a whole signal, decoding the next block on another thread while the current one is
  /// analysed.
  ///
  /// - Parameter heard: called with how many samples of the signal were analysed, block by block.
  init(
    decodingAhead signal: SignalAhead, heard: @Sendable (Int) -> Void
  ) async throws(FingerprintFailure) {
    var analyzer = FrameAnalyzer(firstFrame: 0, endFrame: nil)
    var block = try await signal.next().get()
    while let samples = block {
      async let following = signal.next()
      analyzer.append(samples)
      heard(samples.count)
      block = try await following.get()
    }
    self.init(analyzer, end: await signal.end(), peaks: await signal.peakFront())
  }

  /// Joins runs that follow one another.
  init(joining runs: [AnalysedRun]) {
    guard let last = runs.last else { preconditionFailure("There is no run without a part.") }
    segments = runs.flatMap(\.segments)
    end = last.end
    peaks = runs.reduce(into: PeakFront()) { $0.add($1.peaks) }
  }

  private init(_ analyzer: consuming FrameAnalyzer, end: SignalEnd?, peaks: PeakFront) {
    guard let end else { preconditionFailure("A signal that gave nil has ended.") }
    segments = analyzer.finish(signalEnd: end.samples)
    self.end = end
    self.peaks = peaks
  }
}
