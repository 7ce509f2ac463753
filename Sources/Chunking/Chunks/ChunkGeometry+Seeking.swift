extension ChunkGeometry {
  /// A chunk is not started if less than this would be left to play, in seconds.
  public static let shortestRestSeconds = 0.5

  /// Where playback starts for a seek to a position.
  ///
  /// It is the chunk that emits the position. If less than half a second of it would be left,
  /// playback starts with the next chunk, if there is one. A position at or after the end leads to
  /// the end.
  ///
  /// - Parameter position: in seconds from the start of the track.
  /// - Throws: ``InvalidPosition`` for a position below 0 or not finite.
  public func seek(toSeconds position: Double) throws(InvalidPosition) -> ChunkPosition {
    guard position >= 0, position.isFinite else { throw InvalidPosition(seconds: position) }
    // Otherwise −0.0 would be written as "-0.0".
    let position = position == 0 ? 0 : position
    let last = chunkCount - 1
    guard position < durationSeconds else { return start(at: durationSeconds, in: last) }
    // Chunks begin at whole seconds, so the fraction does not matter; and below the duration, which
    // is at most 2^53 seconds, whole seconds are exact.
    let second = Int(position)
    let index =
      second < Self.chunkSeconds
      ? 0 : min((second - Self.overlapSeconds) / Self.intervalSeconds, last)
    let next = Double(emitStartSeconds(of: index + 1))
    if index < last, next - position < Self.shortestRestSeconds {
      return start(at: next, in: index + 1)
    }
    return start(at: position, in: index)
  }

  private func start(at position: Double, in index: Int) -> ChunkPosition {
    ChunkPosition(
      index: index, offsetSeconds: position - Double(emitStartSeconds(of: index)),
      effectivePositionSeconds: position)
  }

  private func emitStartSeconds(of index: Int) -> Int {
    index == 0 ? 0 : Self.intervalSeconds * index + Self.overlapSeconds
  }
}

/// A position in a track, as a chunk and an offset in it.
public struct ChunkPosition: Sendable, Hashable {
  /// The chunk's index.
  public let index: Int
  /// The offset, in seconds from the start of what the chunk emits; 0 or more.
  public let offsetSeconds: Double
  /// The position, in seconds from the start of the track, at which playback actually starts.
  public let effectivePositionSeconds: Double
}

/// A position that is not in any track: below 0, infinite or NaN.
public struct InvalidPosition: Error, Hashable {
  /// The position that was asked for, in seconds.
  public let seconds: Double

  /// The failure for one position.
  public init(seconds: Double) {
    self.seconds = seconds
  }
}
