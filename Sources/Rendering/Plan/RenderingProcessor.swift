public import Chunking
public import MasteringModel

/// Masters a track chunk by chunk, following a plan (REN-21).
///
/// A chunk needs only its own context, so the order of requests does not matter, and the emitted
/// chunks are bit for bit the same as the plan's rendering of the whole track.
///
///     let processor = RenderingProcessor(plan: planned.plan)
///     let track = try ChunkedTrack("song.flac", decoder: decoder, processor: processor)
///     let chunk = try await track.chunk(at: 3, rendition: .processed)
public struct RenderingProcessor: ChunkProcessor {
  private let plan: RenderingPlan
  private let resolution: SampleResolution

  /// A processor of the track that a plan was made for.
  ///
  /// - Parameter resolution: what the samples are rounded to.
  public init(plan: RenderingPlan, resolution: SampleResolution = .float32) {
    self.plan = plan
    self.resolution = resolution
  }

  /// The samples of the chunk with its core rendered. The context around it is returned unchanged;
  /// it is only read.
  ///
  /// - Throws: for a chunk whose rate or track length differs from the plan's.
  public func processed(_ input: ChunkInput) async throws(ChunkProcessingFailure) -> [Float] {
    let chunk = input.chunk
    guard input.sampleRateHz == plan.sampleRateHz else {
      throw ChunkProcessingFailure(
        reason: "the plan is for \(plan.sampleRateHz) Hz, the chunk has \(input.sampleRateHz) Hz")
    }
    guard chunk.load.upperBound <= plan.frames else {
      throw ChunkProcessingFailure(
        reason: "the plan ends at frame \(plan.frames), the chunk at \(chunk.load.upperBound)")
    }
    let context = plan.contextFrames
    let channels = input.channels
    let wanted = (chunk.core.lowerBound - context)..<(chunk.core.upperBound + context)
    // Zeros beyond the track's ends. Everywhere else the context of 5 seconds is longer than the
    // filter.
    let there = wanted.clamped(to: chunk.load)
    var samples = [Float](
      repeating: 0, count: (there.lowerBound - wanted.lowerBound) * channels)
    samples.reserveCapacity(wanted.count * channels)
    let first = (there.lowerBound - chunk.load.lowerBound) * channels
    samples += input.samples[first..<(first + there.count * channels)]
    samples += repeatElement(0, count: (wanted.upperBound - there.upperBound) * channels)
    var core = plan.rendered(
      samples, from: chunk.core.lowerBound, count: chunk.core.count, channels: channels)
    resolution.round(&core)
    var result = input.samples
    let start = (chunk.core.lowerBound - chunk.load.lowerBound) * channels
    result.replaceSubrange(start..<(start + core.count), with: core)
    return result
  }
}
