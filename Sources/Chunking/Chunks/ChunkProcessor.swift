/// Changes the sound of a track, chunk by chunk: the seam for mastering.
///
/// An implementation promises:
/// 1. It gives back exactly as many samples as it was given. Only those of `chunk.emit` are played;
///    the others are there to get going.
/// 2. The same input gives the same output, whatever was processed before: chunks are asked for in
///    any order, and again.
/// 3. Calls from several tasks are safe.
///
/// The first promise is checked on every call: ``ChunkFailure/wrongLength(expected:actual:)``.
public protocol ChunkProcessor: Sendable {
  /// The samples of the chunk after processing, channels interleaved, context included.
  func processed(_ input: ChunkInput) async throws(ChunkProcessingFailure) -> [Float]
}

/// A chunk before processing.
public struct ChunkInput: Sendable, Hashable {
  /// Which part of the track it is; the samples are those of `chunk.load`.
  public let chunk: TrackChunk
  /// Samples of one channel per second, in Hz.
  public let sampleRateHz: Int
  /// How many channels a frame has.
  public let channels: Int
  /// The samples of `chunk.load`, channels interleaved, full scale at ±1.
  public let samples: [Float]

  /// A chunk from its parts; for trying a processor out.
  public init(chunk: TrackChunk, sampleRateHz: Int, channels: Int, samples: [Float]) {
    self.chunk = chunk
    self.sampleRateHz = sampleRateHz
    self.channels = channels
    self.samples = samples
  }
}

/// Why a processor could not process.
public struct ChunkProcessingFailure: Error, Hashable {
  /// What went wrong, in the processor's words.
  public let reason: String

  /// A failure from its reason.
  public init(reason: String) {
    self.reason = reason
  }
}
