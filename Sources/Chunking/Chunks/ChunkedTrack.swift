public import MasteringModel
import Synchronization

/// A track that is decoded chunk by chunk, on request and in any order.
///
/// In any order of requests, the emitted chunks of a track are contiguous and contain exactly the
/// samples that reading the file from start to end gives. Consecutive chunks are cheap: the context
/// that they share is decoded once. In formats without exact seeking, such as Ogg, going back means
/// decoding from the start, and jumping ahead means decoding everything in between.
///
/// The declared length of a file is not trusted. Every chunk is read 5 seconds beyond what it
/// emits, so it is always known whether another follows (``AudioChunk/continuation``). Audio that
/// breaks off is delivered up to that point; only the chunk after it fails.
///
///     let track = try ChunkedTrack("song.flac", decoder: SndfileDecoder())
///     var index = 0
///     while true {
///       let chunk = try await track.chunk(at: index)
///       play(chunk.samples)
///       guard chunk.continuation == .nextChunk else { break }
///       index += 1
///     }
public actor ChunkedTrack {
  /// The file as it was when it was opened.
  public nonisolated let identity: TrackIdentity
  /// The format, as the file declares it.
  public nonisolated let format: AudioFormat

  private let processor: (any ChunkProcessor)?
  private nonisolated let isClosed = Atomic(false)
  private var reader: TrackReader

  /// Opens a file.
  ///
  /// - Parameter processor: makes the ``ChunkRendition/processed`` chunks; nil leaves them
  ///   unchanged.
  /// - Throws: ``AudioFailure`` of the decoder; ``AudioFailure/unsupportedFormat(path:reason:)`` if
  ///   it reports a sample rate outside ``ChunkGeometry/sampleRatesHz``, or no channel.
  public init(
    _ path: String, decoder: any AudioDecoder, processor: (any ChunkProcessor)? = nil
  ) throws(AudioFailure) {
    let reader = try TrackReader(path: path, decoder: decoder)
    identity = reader.identity
    format = reader.format
    self.reader = reader
    self.processor = processor
  }

  /// What is known so far about the track's length.
  public var length: TrackLength { reader.length }

  /// One of the chunks.
  ///
  /// - Parameter index: counted from 0.
  /// - Throws: ``ChunkFailure``. After a failure the track remains usable; a new call tries again.
  public func chunk(
    at index: Int, rendition: ChunkRendition = .original
  ) async throws(ChunkFailure) -> AudioChunk {
    // Decoded without suspending, so that calls cannot interleave.
    let (input, continuation) = try decoded(at: index)
    let samples =
      if rendition == .processed, let processor {
        try await processed(input, by: processor)
      } else {
        input.samples
      }
    let chunk = input.chunk
    let first = (chunk.emit.lowerBound - chunk.load.lowerBound) * format.channels
    let emitted = samples[first..<(first + chunk.emit.count * format.channels)]
    return AudioChunk(
      index: index, frames: chunk.emit, sampleRateHz: format.sampleRateHz,
      channels: format.channels, samples: Array(emitted), continuation: continuation)
  }

  /// Closes the file. Chunks being decoded, and later requests, fail with
  /// ``ChunkFailure/cancelled``.
  public func close() {
    stop()
    reader.close()
  }

  /// Makes decoding stop soon, before ``close()`` gets to run.
  nonisolated func stop() {
    isClosed.store(true, ordering: .relaxed)
  }

  /// Whether it is closed, or about to be.
  nonisolated var isStopped: Bool { isClosed.load(ordering: .relaxed) }

  private func decoded(
    at index: Int
  ) throws(ChunkFailure) -> (input: ChunkInput, continuation: AudioChunk.Continuation) {
    let isCancelled = { Task.isCancelled || self.isStopped }
    // Before the file is touched: a closed track does not open it again.
    guard !isCancelled() else { throw .cancelled }
    guard let wanted = chunk(at: index, endingAt: reader.end?.frame) else {
      throw beyondEnd(index)
    }
    let samples = try reader.samples(of: wanted.load, isCancelled: isCancelled)
    guard !samples.isEmpty, let chunk = chunk(at: index, endingAt: reader.end?.frame) else {
      throw beyondEnd(index)
    }
    let input = ChunkInput(
      chunk: chunk, sampleRateHz: format.sampleRateHz, channels: format.channels,
      samples: Array(samples))
    guard let end = reader.end, end.frame == chunk.emit.upperBound else {
      return (input, .nextChunk)
    }
    return (input, end.damage.map { .damage($0) } ?? .endOfTrack)
  }

  private func chunk(at index: Int, endingAt end: Int?) -> TrackChunk? {
    TrackChunk(at: index, sampleRateHz: format.sampleRateHz, endingAt: end ?? .max)
  }

  private func beyondEnd(_ index: Int) -> ChunkFailure {
    if index >= 0, let damage = reader.end?.damage { return .audio(damage) }
    guard let end = reader.end?.frame else { return .noSuchChunk(index: index, chunkCount: nil) }
    let geometry = try? ChunkGeometry(sampleRateHz: format.sampleRateHz, samples: end)
    return .noSuchChunk(index: index, chunkCount: geometry?.chunkCount ?? 0)
  }

  private nonisolated func processed(
    _ input: ChunkInput, by processor: any ChunkProcessor
  ) async throws(ChunkFailure) -> [Float] {
    let samples: [Float]
    do {
      samples = try await processor.processed(input)
    } catch {
      throw .processing(error)
    }
    guard samples.count == input.samples.count else {
      throw .wrongLength(expected: input.samples.count, actual: samples.count)
    }
    return samples
  }
}
