/// The relation between the frames of MPEG audio and the samples that libmpg123 decodes from them.
struct MPEGTiming: Sendable, Hashable {
  /// The header of the first frame.
  private let first: MPEGFrameHeader
  /// How many samples are dropped at the start.
  private let droppedFrames: Int

  /// The timing of a stream.
  init(first: MPEGFrameHeader, xing: XingHeader?) {
    self.first = first
    // libmpg123 drops the declared encoder delay and the decoder delay of 529 samples, but only if
    // the number of frames is known, too.
    let delay = xing.flatMap { $0.frameCount == nil ? nil : $0.encoderDelay }
    droppedFrames = delay.map { $0 + 529 } ?? 0
  }

  /// Whether decoding from ``decodingStart(forFrame:)`` on gives exactly the same samples as
  /// decoding from the start. That holds at every place tried in MPEG-1 files of two channels; in
  /// others, a sample in a thousand may differ in its last bit.
  var isExact: Bool {
    first.kind.version == 1 && !first.isMono
  }

  /// Where to start decoding so that a frame of audio is complete.
  ///
  /// A frame of layer III uses bits of up to nine frames before it (ISO/IEC 11172-3, 2.4.3.4). The
  /// decoder's final filter cycles through 16 steps and adds in a different order at each; a frame
  /// takes 36, 18 or 12 steps, so the filter is in its initial state at every eighth frame.
  /// libmpg123 begins a few frames before the requested one.
  func decodingStart(forFrame frame: Int) -> Int {
    let framesAhead = first.kind.layer == 3 ? 4 : 2
    let latest = (frame + droppedFrames) / first.kind.frameCount - 10
    guard latest >= framesAhead else { return 0 }
    let start = latest - (latest - framesAhead) % 8
    return max(0, start * first.kind.frameCount - droppedFrames)
  }
}
