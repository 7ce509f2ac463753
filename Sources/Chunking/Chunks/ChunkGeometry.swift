/// How a track is cut into chunks: 15 seconds each, one every 10 seconds, with 5 seconds of context
/// on both sides.
///
/// Everything is counted in whole frames (samples of one channel), so that the emitted parts of all
/// chunks are the track, sample for sample, at any rate. There are max(1, ⌈(duration − 5) / 10⌉)
/// chunks; none is empty.
///
///     let geometry = try ChunkGeometry(durationSeconds: 30, sampleRateHz: 44_100)
///     geometry.chunkCount                             // 3
///     geometry.chunk(at: 1).emit                      // 661500..<1102500: 15 s to 25 s
///     try geometry.seek(toSeconds: 24.8).index        // 2: too little is left of chunk 1
public struct ChunkGeometry: Sendable, Hashable {
  /// The length of a chunk's core, in seconds.
  public static let chunkSeconds = 15
  /// The time from the start of one chunk to the start of the next, in seconds.
  public static let intervalSeconds = 10
  /// What neighbouring chunks share, in seconds.
  public static let overlapSeconds = chunkSeconds - intervalSeconds
  /// What is loaded before and after the core, in seconds.
  public static let contextSeconds = 5
  /// The supported sample rates, in Hz.
  public static let sampleRatesHz = 1...768_000
  /// The longest track supported, in samples of one channel: binary64 represents every integer up
  /// to it. At 768 kHz it would play for 371 years.
  public static let maximumSamples = 1 << 53

  /// Samples of one channel per second, in Hz.
  public let sampleRateHz: Int
  /// The length of the track, in samples of one channel; 1 or more.
  public let samples: Int

  /// The chunks of a track of this many samples of one channel.
  ///
  /// - Throws: ``InvalidChunkGeometry`` for a rate or a count outside its range.
  public init(sampleRateHz: Int, samples: Int) throws(InvalidChunkGeometry) {
    guard Self.sampleRatesHz.contains(sampleRateHz) else { throw .sampleRateHz(sampleRateHz) }
    guard (1...Self.maximumSamples).contains(samples) else { throw .samples(samples) }
    self.sampleRateHz = sampleRateHz
    self.samples = samples
  }

  /// The chunks of a track that plays for this many seconds: duration · rate samples, the product
  /// taken in binary64 and rounded to the nearest whole number, halves up.
  ///
  /// - Throws: ``InvalidChunkGeometry`` for a rate outside its range, or a duration that is not
  ///   finite or whose count is outside its range.
  public init(durationSeconds: Double, sampleRateHz: Int) throws(InvalidChunkGeometry) {
    guard Self.sampleRatesHz.contains(sampleRateHz) else { throw .sampleRateHz(sampleRateHz) }
    let product = (durationSeconds * Double(sampleRateHz)).rounded(.toNearestOrAwayFromZero)
    guard let samples = Int(exactly: product), (1...Self.maximumSamples).contains(samples) else {
      throw .durationSeconds(durationSeconds)
    }
    self.sampleRateHz = sampleRateHz
    self.samples = samples
  }

  /// The length of the track, in seconds: samples ÷ rate.
  public var durationSeconds: Double { Double(samples) / Double(sampleRateHz) }

  /// How many chunks there are; 1 or more.
  public var chunkCount: Int {
    let (first, interval) = (
      Self.overlapSeconds * sampleRateHz, Self.intervalSeconds * sampleRateHz
    )
    return samples <= first ? 1 : (samples - first - 1) / interval + 1
  }

  /// One of the chunks.
  ///
  /// - Parameter index: 0 or more, below `chunkCount`; any other value traps, as with an array.
  public func chunk(at index: Int) -> TrackChunk {
    guard let chunk = TrackChunk(at: index, sampleRateHz: sampleRateHz, endingAt: samples) else {
      preconditionFailure("A track of \(chunkCount) chunks has no chunk \(index)")
    }
    return chunk
  }

  /// All the chunks in order, each created on access.
  public var chunks: LazyMapSequence<Range<Int>, TrackChunk> {
    (0..<chunkCount).lazy.map { chunk(at: $0) }
  }
}

/// A length or rate that cannot be cut into chunks.
public enum InvalidChunkGeometry: Error, Hashable {
  /// The rate is outside ``ChunkGeometry/sampleRatesHz``.
  case sampleRateHz(Int)
  /// There is no sample, or more than ``ChunkGeometry/maximumSamples``.
  case samples(Int)
  /// The duration is not finite, or amounts to no sample or to too many.
  case durationSeconds(Double)
}
