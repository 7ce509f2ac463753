public import MasteringModel

/// Why a chunk cannot be returned.
public enum ChunkFailure: Error, Hashable {
  /// The audio of the chunk cannot be read.
  case audio(AudioFailure)
  /// The track ends before it; the count is that of existing chunks, nil until it is known for
  /// certain.
  case noSuchChunk(index: Int, chunkCount: Int?)
  /// The file was changed or replaced since the track was opened. Open it again.
  case trackChanged(path: String)
  /// The processor failed.
  case processing(ChunkProcessingFailure)
  /// The processor returned the wrong number of samples.
  case wrongLength(expected: Int, actual: Int)
  /// The task was cancelled, or the track closed.
  case cancelled
}
