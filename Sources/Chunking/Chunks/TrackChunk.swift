/// A part of a track that is processed in one piece, in frames counted from 0.
///
/// `emit` is the part that no other chunk plays: the emitted parts of a track are contiguous.
/// `core` begins up to 5 seconds earlier, so that neighbours can be cross-faded; `load` extends
/// another 5 seconds on both sides, so that a processor can warm up. `load` contains `core`, and
/// `core` contains `emit`.
public struct TrackChunk: Sendable, Hashable {
  /// Its index among the chunks of the track, from 0.
  public let index: Int
  /// The main part: up to 15 seconds, 5 of them shared with the chunk before.
  public let core: Range<Int>
  /// What has to be decoded: the core with its context, cut at the ends of the track.
  public let load: Range<Int>
  /// What it adds to the chunks before it; never empty.
  public let emit: Range<Int>

  /// The chunk at an index of a track that ends at a frame; nil if no part of the track is left for
  /// it to emit, or if the index is too large.
  ///
  /// The end of a track affects only the chunks near it, so the others are known before the end is;
  /// `.max` stands for an unknown end that is far away.
  init?(at index: Int, sampleRateHz rate: Int, endingAt end: Int = .max) {
    // Keeps every product below far from overflow.
    guard index >= 0, index <= ChunkGeometry.maximumSamples / (10 * rate) else { return nil }
    let start = ChunkGeometry.intervalSeconds * rate * index
    let coreEnd = min(start + ChunkGeometry.chunkSeconds * rate, end)
    let emitStart = index == 0 ? 0 : start + ChunkGeometry.overlapSeconds * rate
    guard emitStart < coreEnd else { return nil }
    let context = ChunkGeometry.contextSeconds * rate
    self.index = index
    core = start..<coreEnd
    load = max(0, start - context)..<(end - coreEnd < context ? end : coreEnd + context)
    emit = emitStart..<coreEnd
  }
}
