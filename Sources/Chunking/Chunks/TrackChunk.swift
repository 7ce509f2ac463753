/// A stretch of a track that is processed in one piece, in frames counted from 0.
///
/// `emit` is the part that no other chunk plays: the emitted parts of a track lie end to end. `core` begins
/// up to 5 seconds earlier, so that neighbours can be faded into each other; `load` reaches another
/// 5 seconds further on both sides, so that a processor has warmed up where it counts.
/// `load` holds `core`, and `core` holds `emit`.
public struct TrackChunk: Sendable, Hashable {
  /// Its place among the chunks of the track, counted from 0.
  public let index: Int
  /// What the chunk is about: up to 15 seconds, 5 of them shared with the chunk before.
  public let core: Range<Int>
  /// What has to be decoded for it: the core with its context, cut at the ends of the track.
  public let load: Range<Int>
  /// What it adds to the chunks before it; never empty.
  public let emit: Range<Int>

  /// The chunk at an index of a track that ends at a frame; nil when nothing of the track is left
  /// for it to emit, or the number is too large to count.
  ///
  /// Where a track ends only shapes the chunks around its end, so that the others are known before
  /// the end is; `.max` stands for an end that is nowhere near.
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
