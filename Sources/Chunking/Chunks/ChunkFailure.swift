public import MasteringModel

/// Why a chunk cannot be had.
public enum ChunkFailure: Error, Hashable {
  /// The audio cannot be read there.
  case audio(AudioFailure)
  /// The track ends before it; the count is of the chunks there are, nil as long as that is not
  /// known for certain.
  case noSuchChunk(index: Int, chunkCount: Int?)
  /// The file was changed or replaced since the track was opened. Open it again.
  case trackChanged(path: String)
  /// The processor failed.
  case processing(ChunkProcessingFailure)
  /// The processor broke its promise; both counts are of samples.
  case wrongLength(expected: Int, actual: Int)
  /// The task was cancelled, or the track closed.
  case cancelled
}
