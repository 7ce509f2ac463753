/// Changes the sound of a track, chunk by chunk; mastering plugs in here.
///
/// An implementation promises:
/// 1. It returns exactly as many samples as it received. Only those of `chunk.emit` are played; the
///    others let it warm up.
/// 2. The same input gives the same output, whatever was processed before: chunks are requested in
///    any order, and repeatedly.
/// 3. Calls from several tasks are safe.
///
/// The first promise is verified on every call: ``ChunkFailure/wrongLength(expected:actual:)``.
public protocol ChunkProcessor: Sendable {
  /// The samples of the chunk after processing, channels interleaved, context included.
  func processed(_ input: ChunkInput) async throws(ChunkProcessingFailure) -> [Float]
}

/// A chunk before processing.
public struct ChunkInput: Sendable, Hashable {
  /// The part of the track; the samples are those of `chunk.load`.
  public let chunk: TrackChunk
  /// Samples of one channel per second, in Hz.
  public let sampleRateHz: Int
  /// How many channels a frame has.
  public let channels: Int
  /// The samples of `chunk.load`, channels interleaved, full scale at ±1.
  public let samples: [Float]

  /// Creates a chunk, for testing a processor.
  public init(chunk: TrackChunk, sampleRateHz: Int, channels: Int, samples: [Float]) {
    self.chunk = chunk
    self.sampleRateHz = sampleRateHz
    self.channels = channels
    self.samples = samples
  }
}

/// Why a processor failed.
public struct ChunkProcessingFailure: Error, Hashable {
  /// What went wrong, as the processor describes it.
  public let reason: String

  /// Creates a failure from its reason.
  public init(reason: String) {
    self.reason = reason
  }
}
