import AudioDecoding
import Fingerprinting
import MasteringModel
import Chunking

/// How long a request for a chunk takes, on an idle machine and while the same file is analysed on
/// all cores without a pause.
///
/// The two are timed in turn, chunk by chunk, so that drift of the machine affects both alike.
enum ChunkLatency {
  /// Waiting times in seconds, sorted.
  struct Distribution {
    private(set) var alone: [Double] = []
    private(set) var besideAnalysis: [Double] = []

    fileprivate mutating func add(alone: Double, besideAnalysis: Double) {
      self.alone.append(alone)
      self.besideAnalysis.append(besideAnalysis)
    }

    fileprivate mutating func sort() {
      alone.sort()
      besideAnalysis.sort()
    }

    /// The time that this fraction of the chunks did not exceed.
    static func quantile(_ part: Double, of sorted: [Double]) -> Double {
      sorted[min(sorted.count - 1, Int(part * Double(sorted.count)))]
    }
  }

  /// Plays the file from start to end, then seeks around in it.
  static func measured(_ path: String, jumps: Int) async throws -> Distribution {
    let decoder = SndfileDecoder()
    let shared = SharedAnalyses(AudioFingerprintProvider(decoder: decoder, workers: 2))
    let (quiet, busy) = (
      try ChunkedTrack(path, decoder: decoder), try ChunkedTrack(path, decoder: decoder)
    )
    var distribution = Distribution()
    var random = SystemRandomNumberGenerator()
    var index = 0
    var count = 0
    while count == 0 || index < count + jumps {
      let place = count == 0 || index < count ? index : Int.random(in: 0..<count, using: &random)
      let alone = try await seconds { try await quiet.chunk(at: place) }
      let analysis = Task {
        while !Task.isCancelled {
          _ = try? await shared.analysis(for: AnalysisRequest(path: path, window: .all))
        }
      }
      while shared.flightCount == 0 { await Task.yield() }
      let beside = try await seconds { try await busy.chunk(at: place) }
      analysis.cancel()
      await analysis.value
      distribution.add(alone: alone.seconds, besideAnalysis: beside.seconds)
      index += 1
      if beside.chunk.continuation != .nextChunk, count == 0 { count = index }
    }
    distribution.sort()
    return distribution
  }

  /// How long a hot chunk takes, in seconds: the median of batches, per lookup.
  static func hotHit() -> Double {
    let cache = StreamingCache()
    let track = TrackIdentity(
      path: "/music/artist/album/track.flac", sizeBytes: 30_000_000, modifiedAtNanoseconds: 1)
    // 15 s at 44.1 kHz, stereo.
    let samples = [Float](repeating: 0, count: 1_323_000)
    cache.play(track, at: 0)
    cache.store(
      AudioChunk(
        index: 0, frames: 0..<661_500, sampleRateHz: 44_100, channels: 2, samples: samples,
        continuation: .nextChunk), of: track, rendition: .original)
    let batches = (0..<101).map { _ in
      let start = ContinuousClock.now
      for _ in 0..<1000 { _ = cache.chunk(at: 0, of: track, rendition: .original) }
      return (ContinuousClock.now - start) / .seconds(1) / 1000
    }
    return Distribution.quantile(0.5, of: batches.sorted())
  }

  private static func seconds(
    _ work: () async throws -> AudioChunk
  ) async throws -> (seconds: Double, chunk: AudioChunk) {
    let start = ContinuousClock.now
    let chunk = try await work()
    return ((ContinuousClock.now - start) / .seconds(1), chunk)
  }
}
