public import MasteringModel
import Synchronization

/// A track rendered by a plan, decoded and rendered as it is read.
///
/// If the source seeks exactly, so does this stream: any part can be rendered without the ones
/// before.
public final class RenderedStream: AudioStream {
  /// The source's format, except that samples may have any value.
  public let format: AudioFormat
  private let reader: Mutex<RenderedReader>

  /// A stream at the start of the track.
  ///
  /// - Parameters:
  ///   - source: the track that the plan was made for, at its start.
  ///   - path: the source's path, for failures.
  ///   - resolution: what the samples are rounded to.
  public init(
    of source: any AudioStream, path: String, plan: RenderingPlan, resolution: SampleResolution
  ) {
    format = AudioFormat(
      sampleRateHz: source.format.sampleRateHz, channels: source.format.channels,
      declaredFrames: plan.frames, encoding: .floatingPoint,
      seeksExactly: source.format.seeksExactly, name: source.format.name,
      channelLayout: source.format.channelLayout)
    reader = Mutex(RenderedReader(of: source, path: path, plan: plan, resolution: resolution))
  }

  /// Fills the array from its start with as many whole frames as fit, and returns how many.
  ///
  /// - Throws: what the source throws, and
  ///   ``AudioFailure/truncatedAudio(path:atSeconds:ofSeconds:)`` if it ends before the plan does.
  public func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try reader.withLock { (reader) throws(AudioFailure) in try reader.read(into: &samples) }
  }

  /// What rounding did to the samples that were read.
  var rounding: RoundingEffect { reader.withLock { $0.rounding } }

  /// Moves to a frame, counted from 0.
  public func seek(toFrame frame: Int) throws(AudioFailure) {
    try reader.withLock { (reader) throws(AudioFailure) in try reader.seek(toFrame: frame) }
  }
}
