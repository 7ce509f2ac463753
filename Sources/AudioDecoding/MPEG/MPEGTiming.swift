/// How the frames of MPEG audio and the samples that libmpg123 makes of them lie to each other.
struct MPEGTiming: Sendable, Hashable {
  /// The header of the first frame.
  private let first: MPEGFrameHeader
  /// How many samples are dropped at the start.
  private let droppedFrames: Int

  /// The timing of a stream.
  init(first: MPEGFrameHeader, xing: XingHeader?) {
    self.first = first
    // libmpg123 drops what the encoder says it put there, and 529 samples that a decoder lags
    // behind, but only where the count of frames is known too.
    let delay = xing.flatMap { $0.frameCount == nil ? nil : $0.encoderDelay }
    droppedFrames = delay.map { $0 + 529 } ?? 0
  }

  /// Whether decoding from ``decodingStart(forFrame:)`` on gives, to the last bit, what decoding
  /// from the start gives: so at every place tried in MPEG-1 files of two channels. In others, a
  /// sample in a thousand may differ by its last bit.
  var isExact: Bool {
    first.kind.version == 1 && !first.isMono
  }

  /// Where to start decoding so that nothing is missing at a frame of audio.
  ///
  /// A frame of layer III uses bits of up to nine frames before it (ISO/IEC 11172-3, 2.4.3.4). The
  /// filter at the end of the decoder goes round in 16 steps and adds in another order at each; a
  /// frame takes it 36 steps, 18 or 12, so that it stands as after the start at every eighth frame.
  /// libmpg123 begins a few frames before the one that it is asked for.
  func decodingStart(forFrame frame: Int) -> Int {
    let framesAhead = first.kind.layer == 3 ? 4 : 2
    let latest = (frame + droppedFrames) / first.kind.frameCount - 10
    guard latest >= framesAhead else { return 0 }
    let start = latest - (latest - framesAhead) % 8
    return max(0, start * first.kind.frameCount - droppedFrames)
  }
}
