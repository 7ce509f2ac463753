import MasteringModel

/// Reads a source with the context that a plan needs, and renders while reading.
struct RenderedReader {
  private let source: any AudioStream
  private let path: String
  private let plan: RenderingPlan
  private let resolution: SampleResolution
  private let channels: Int
  private let sampleRateHz: Int
  /// Interleaved samples of the source from `bufferStart` on.
  private var buffer: [Float]
  private var bufferStart: Int
  /// What is read of the source at a time.
  private var block: [Float] = []
  private var position = 0
  /// What rounding did to the samples that were read.
  private(set) var rounding = RoundingEffect()

  /// Frames that are rendered at a time.
  private static let blockFrames = 8192

  /// A reader at the start of the track.
  init(
    of source: any AudioStream, path: String, plan: RenderingPlan, resolution: SampleResolution
  ) {
    self.source = source
    self.path = path
    self.plan = plan
    self.resolution = resolution
    channels = source.format.channels
    sampleRateHz = source.format.sampleRateHz
    bufferStart = -plan.contextFrames
    buffer = [Float](repeating: 0, count: plan.contextFrames * channels)
  }

  /// Fills the array from its start with as many whole frames as fit, and returns how many.
  ///
  /// - Throws: what the source throws, and ``AudioFailure/truncatedAudio(path:atSeconds:ofSeconds:)``
  ///   if it ends before the plan does.
  mutating func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    let wanted = min(samples.count / channels, plan.frames - position)
    var done = 0
    while done < wanted {
      let count = min(wanted - done, Self.blockFrames)
      try fill(upTo: position + count + plan.contextFrames)
      let first = (position - bufferStart) * channels
      buffer.withUnsafeBufferPointer { buffer in
        samples.withUnsafeMutableBufferPointer { samples in
          guard let input = buffer.baseAddress, let output = samples.baseAddress else { return }
          let start = output + done * channels
          plan.render(input + first, from: position, count: count, channels: channels, into: start)
          resolution.round(
            UnsafeMutableBufferPointer(start: start, count: count * channels), &rounding)
        }
      }
      done += count
      position += count
      forget(before: position - plan.contextFrames)
    }
    return wanted
  }

  /// Moves to a frame, counted from 0.
  mutating func seek(toFrame frame: Int) throws(AudioFailure) {
    let target = min(max(frame, 0), plan.frames)
    let start = max(target - plan.contextFrames, 0)
    try source.seek(toFrame: start)
    bufferStart = target - plan.contextFrames
    buffer = [Float](repeating: 0, count: (start - bufferStart) * channels)
    position = target
  }

  /// Reads the source until the frames before `end` are buffered, with zeros beyond the track's
  /// end.
  private mutating func fill(upTo end: Int) throws(AudioFailure) {
    while bufferStart + buffer.count / channels < end {
      let there = bufferStart + buffer.count / channels
      if there >= plan.frames {
        buffer += repeatElement(0, count: (end - there) * channels)
        return
      }
      let wanted = min(Self.blockFrames, plan.frames - there) * channels
      if block.count != wanted { block = [Float](repeating: 0, count: wanted) }
      let frames = try source.read(into: &block)
      guard frames > 0 else {
        // The plan has more frames, so the file changed after it was made.
        throw .truncatedAudio(
          path: path, atSeconds: Double(there) / Double(sampleRateHz),
          ofSeconds: Double(plan.frames) / Double(sampleRateHz))
      }
      buffer += block[..<(frames * channels)]
    }
  }

  private mutating func forget(before frame: Int) {
    let count = (frame - bufferStart) * channels
    // Moving the rest costs as much as reading it, so it is not done for every block.
    guard count >= 4 * Self.blockFrames * channels || count == buffer.count else { return }
    buffer.removeFirst(count)
    bufferStart = frame
  }
}
