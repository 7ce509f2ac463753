public import MasteringModel

/// The sound that a chunk adds to those before it.
public struct AudioChunk: Sendable, Hashable {
  /// Its index among the chunks of the track, from 0.
  public let index: Int
  /// Its frames in the track; never empty.
  public let frames: Range<Int>
  /// Samples of one channel per second, in Hz.
  public let sampleRateHz: Int
  /// How many channels a frame has.
  public let channels: Int
  /// The samples of `frames`, channels interleaved, full scale at ±1.
  public let samples: [Float]
  /// What comes after it.
  public let continuation: Continuation

  /// What comes after a chunk.
  public enum Continuation: Sendable, Hashable {
    /// Another chunk.
    case nextChunk
    /// Nothing: the track ends with this one.
    case endOfTrack
    /// Nothing, though there should be more: the audio is damaged from here on. Requesting the next
    /// chunk throws the same failure.
    case damage(AudioFailure)
  }

  /// Creates a chunk from its parts.
  public init(
    index: Int, frames: Range<Int>, sampleRateHz: Int, channels: Int, samples: [Float],
    continuation: Continuation
  ) {
    self.index = index
    self.frames = frames
    self.sampleRateHz = sampleRateHz
    self.channels = channels
    self.samples = samples
    self.continuation = continuation
  }

  /// What its samples take, in bytes.
  public var byteCount: Int { samples.count * MemoryLayout<Float>.stride }
}

/// One of the two versions of a chunk.
public enum ChunkRendition: String, Sendable, Hashable, CaseIterable {
  /// As in the file.
  case original
  /// After the processor; the same as the original if there is none.
  case processed
}
