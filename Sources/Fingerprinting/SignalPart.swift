/// A run of whole segments of a signal, and the samples that its frames see.
struct SignalPart: Sendable {
  /// Its first frame.
  let firstFrame: Int
  /// The frame it ends before; nil for the last of the signal.
  let endFrame: Int?
  /// The first sample that its frames see.
  let firstSample: Int
  /// The sample after the last that they see.
  let endSample: Int

  /// A signal's parts, as equal as whole segments allow, at most `count`.
  static func parts(ofSamples samples: Int, among count: Int) -> [SignalPart] {
    let frames = FingerprintDefinition.frames(inSamples: samples)
    let length = SegmentSums.framesPerSegment
    let segments = (frames + length - 1) / length
    let count = min(count, segments)
    return (0..<count).map { part in
      let first = segments * part / count * length
      let end = part == count - 1 ? nil : segments * (part + 1) / count * length
      return SignalPart(
        firstFrame: first, endFrame: end,
        firstSample: FrameAnalyzer.firstSample(ofFrame: first),
        endSample: end.map { min(FrameAnalyzer.endSample(ofFrame: $0 - 1), samples) } ?? samples)
    }
  }
}
