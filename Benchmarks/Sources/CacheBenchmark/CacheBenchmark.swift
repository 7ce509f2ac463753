import Caching
import Foundation
import MasteringModel

/// Measures the persistent caches: how fast a track is found among many, how fast the file opens,
/// and how much memory and disk space many tracks take.
@main
enum CacheBenchmark {
  static func main() async throws {
    let tracks = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("mastering-cache-benchmark-\(getpid())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await database(tracks, at: folder + "/cache.sqlite")
    try await sidecars(min(tracks, 500), in: folder)
  }

  private static func database(_ tracks: Int, at path: String) async throws {
    print("SQLite, \(tracks) tracks")
    Table.header(["what", "figure"])
    let filling = SQLiteCache(path: path)
    try await fill(filling, 0..<min(1000, tracks))
    let early = Memory.peakMiB
    let start = ContinuousClock.now
    try await fill(filling, min(1000, tracks)..<tracks)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    await filling.close()
    Table.row(["stores a second, one by one", "\(Int(Double(tracks) / seconds))"])
    let size = try await filling.statistics().bytesOnDisk
    Table.row(["bytes on disk a track", "\(size / Int64(tracks))"])

    // Spread over the whole file, and never the same twice.
    let stride = 7919
    let opened = try await Samples.of(200) { round in
      let cache = SQLiteCache(path: path)
      let key = Track.key(round * stride % tracks)
      guard try await cache.analysis(for: key) != nil else { throw Missing() }
    }
    Table.row(["open and first lookup, ms", opened.milliseconds])
    let cache = SQLiteCache(path: path)
    let hits = try await Samples.of(20_000) { round in
      let key = Track.key(round * stride % tracks)
      guard try await cache.analysis(for: key) != nil else { throw Missing() }
    }
    Table.row(["lookup that finds, µs", hits.microseconds])
    let misses = try await Samples.of(20_000) { round in
      _ = try await cache.analysis(for: Track.key(tracks + round))
    }
    Table.row(["lookup that finds nothing, µs", misses.microseconds])
    Table.row([
      "peak memory after storing 1,000 tracks, and after all of this, MiB",
      String(format: "%.1f, %.1f", early, Memory.peakMiB),
    ])
    let stores = try await Samples.of(2000) { round in
      try await cache.store(Track.analysis(round), for: Track.key(round * stride % tracks))
    }
    Table.row(["store, µs", stores.microseconds])
    let closing = await Samples.of(1) { _ in await cache.close() }
    Table.row(["close after 2,000 stores, ms", closing.milliseconds])
    let counting = try await Samples.of(5) { _ in _ = try await cache.statistics() }
    Table.row(["statistics, ms", counting.milliseconds])
    let verifying = try await Samples.of(3) { _ in
      guard try await cache.verify().isSound else { throw Missing() }
    }
    Table.row(["verify, ms", verifying.milliseconds])
    print()
  }

  private static func fill(_ cache: SQLiteCache, _ tracks: Range<Int>) async throws {
    for track in tracks {
      try await cache.store(Track.analysis(track), for: Track.key(track))
    }
  }

  private static func sidecars(_ tracks: Int, in folder: String) async throws {
    print("Sidecars, \(tracks) tracks")
    Table.header(["what", "figure"])
    let cache = SidecarCache()
    let stores = try await Samples.of(tracks) { track in
      try await cache.store(Track.analysis(track), for: Track.key(track, in: folder))
    }
    Table.row(["store, µs", stores.microseconds])
    let hits = try await Samples.of(tracks) { track in
      guard try await cache.analysis(for: Track.key(track, in: folder)) != nil else {
        throw Missing()
      }
    }
    Table.row(["lookup that finds, µs", hits.microseconds])
    print()
  }
}

/// A lookup that should have found something found nothing, so its time is meaningless.
struct Missing: Error {}
