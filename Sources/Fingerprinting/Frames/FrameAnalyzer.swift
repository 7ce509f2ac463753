/// Cuts a run of samples into frames and sums their measures.
///
/// Frame f is centred on sample 512 f, so it spans hops f − 2 to f + 1; the level of hop f, which
/// starts at its centre, is counted with it. A signal of n samples has 1 + ⌊n / 512⌋ frames and as
/// many hops, the last of them short or empty. Beyond the ends of the signal, the spectrum sees
/// zeros.
///
/// One analyzer works through one run of whole segments; apart from the sums of finished segments,
/// its memory does not grow with the run.
struct FrameAnalyzer {
  /// The sums of the finished segments, in order.
  private(set) var segments: [SegmentSums] = []

  /// Sums of weighted spectra, if requested.
  private(set) var weightedCentroids: WeightedCentroids?

  private var segment = SegmentSums()
  private let spectrum = MagnitudeSpectrum()

  /// The samples from `waitingStart` on that later frames still need.
  private let waiting = AlignedBuffer(count: capacity)
  private var waitingCount = 0
  private var waitingStart: Int

  /// The frame to be analysed next, the one to stop before, and the measures of the three hops
  /// f − 2, f − 1 and f.
  private var frame: Int
  private let endFrame: Int?
  private var hops: (HopMeasures, HopMeasures, HopMeasures)?

  private static let hopLength = FingerprintDefinition.hopLength
  private static let padding = FingerprintDefinition.padding
  private static let capacity = 8 * FingerprintDefinition.frameLength

  /// An analyzer for the frames from `firstFrame`, a whole number of segments, up to `endFrame`,
  /// or to the signal's end if that is nil.
  ///
  /// Pass it samples from ``firstSample(ofFrame:)`` on.
  init(firstFrame: Int, endFrame: Int?, weightedCentroids: WeightedCentroids? = nil) {
    frame = firstFrame
    self.weightedCentroids = weightedCentroids
    self.endFrame = endFrame
    waitingStart = firstFrame * Self.hopLength - Self.padding
    if waitingStart < 0 {
      // The buffer is zeroed: this is the padding before the signal.
      waitingCount = -waitingStart
    }
  }

  /// The first sample of the signal that a frame sees.
  static func firstSample(ofFrame frame: Int) -> Int {
    max(0, frame * hopLength - padding)
  }

  /// The sample after the last that a frame sees, if the signal is long enough.
  static func endSample(ofFrame frame: Int) -> Int {
    frame * hopLength + padding
  }

  /// Appends the next samples, and analyses the frames that they complete.
  mutating func append(_ samples: [Double]) {
    samples.withUnsafeBufferPointer { samples in
      guard let start = samples.baseAddress else { return }
      var taken = 0
      while taken < samples.count {
        let count = min(samples.count - taken, Self.capacity - waitingCount)
        (waiting.start + waitingCount).update(from: start + taken, count: count)
        waitingCount += count
        taken += count
        analyseFrames(upToSample: waitingStart + waitingCount, signalEnd: nil)
      }
    }
  }

  /// Analyses the remaining frames once the signal's length is known, and returns the sums of all
  /// segments.
  mutating func finish(signalEnd: Int) -> [SegmentSums] {
    let frames = FingerprintDefinition.frames(inSamples: signalEnd)
    let last = min(frames, endFrame ?? frames) - 1
    let missing = Self.endSample(ofFrame: last) - (waitingStart + waitingCount)
    if missing > 0 {
      (waiting.start + waitingCount).update(repeating: 0, count: missing)
      waitingCount += missing
    }
    analyseFrames(upToSample: Self.endSample(ofFrame: last), signalEnd: signalEnd)
    closeSegment()
    return segments
  }

  /// - Parameter signalEnd: where the signal ends; nil while all samples up to `end` belong to it.
  private mutating func analyseFrames(upToSample end: Int, signalEnd: Int?) {
    while Self.endSample(ofFrame: frame) <= end, frame < endFrame ?? .max {
      var (first, second, third) =
        hops ?? (
          hop(frame - 2, signalEnd: signalEnd), hop(frame - 1, signalEnd: signalEnd),
          hop(frame, signalEnd: signalEnd)
        )
      let fourth = hop(frame + 1, signalEnd: signalEnd)
      let frameStart = frame * Self.hopLength - Self.padding
      let shape = SpectralShape(
        ofFrame: waiting.start + (frameStart - waitingStart), measuredWith: spectrum)
      weightedCentroids?.add(spectrum.magnitudes.start)
      // A frame's first sample is never a crossing.
      let crossings =
        first.crossingsInside + second.crossingsAtStart + second.crossingsInside
        + third.crossingsAtStart + third.crossingsInside
        + fourth.crossingsAtStart + fourth.crossingsInside
      segment.add(shape, crossings: crossings, hop: third)
      (first, second, third) = (second, third, fourth)
      hops = (first, second, third)
      frame += 1
      if frame.isMultiple(of: SegmentSums.framesPerSegment) { closeSegment() }
    }
    forgetSamples(before: frame * Self.hopLength - Self.padding)
  }

  /// The measures of the part of a hop that lies in the signal.
  private func hop(_ index: Int, signalEnd: Int?) -> HopMeasures {
    let start = index * Self.hopLength
    let end = min(start + Self.hopLength, signalEnd ?? .max)
    guard index >= 0, start < end else { return .nothing }
    return HopMeasures(
      of: waiting.start + (start - waitingStart), count: end - start,
      hasPredecessor: start > max(waitingStart, 0))
  }

  private mutating func closeSegment() {
    guard segment.frames > 0 else { return }
    segments.append(segment)
    segment = SegmentSums()
  }

  private mutating func forgetSamples(before sample: Int) {
    let count = min(sample - waitingStart, waitingCount)
    guard count > 0 else { return }
    waiting.start.update(from: waiting.start + count, count: waitingCount - count)
    waitingCount -= count
    waitingStart += count
  }
}
