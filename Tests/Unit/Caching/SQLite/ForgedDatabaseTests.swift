import AudioFixtures
import Caching
import Foundation
import GRDB
import MasteringModel
import ProviderTesting
import Testing

/// A database made with full knowledge of our format, including the digests.
@Suite struct ForgedDatabaseTests {
  private let folder: TemporaryFolder
  private let cache: SQLiteCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SQLiteCache(path: folder.path(of: "cache.sqlite"))
  }

  /// Analyses that no audio produces. Our own store computes their digests.
  static let impossible: [TrackAnalysis] = [
    .sample(fingerprint: .sample(loudnessDBFS: -101)),
    .sample(fingerprint: .sample(loudnessDBFS: 1e300)),
    .sample(fingerprint: .sample(peakDBFS: 7000)),
    .sample(fingerprint: .sample(crestDB: -1)),
    .sample(fingerprint: .sample(spectralCentroidHz: 22_060)),
    .sample(fingerprint: .sample(spectralRolloffHz: -1)),
    .sample(fingerprint: .sample(zeroCrossingRate: 1.5)),
    .sample(fingerprint: .sample(spectralSpreadHz: 1e6)),
    .sample(analysedSeconds: -1), .sample(analysedSeconds: .infinity),
    .sample(analysedSeconds: 1e300),
    .sample(durationSeconds: -1), .sample(durationSeconds: .infinity),
    .sample(sampleRateHz: 0), .sample(sampleRateHz: -44_100), .sample(sampleRateHz: 800_000),
    .sample(channels: 0), .sample(channels: -2), .sample(channels: 65), .sample(channels: .max),
  ]

  @Test(arguments: impossible)
  func `impossible numbers are refused`(_ analysis: TrackAnalysis) async throws {
    try await cache.store(analysis, for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    let sidecars = SidecarCache()
    let key = FingerprintKey.numbered(1, in: folder.path)
    try await sidecars.store(analysis, for: key)
    #expect(try await sidecars.analysis(for: key) == nil)
  }

  /// It would be read whole into memory, and then once more to be compared with its digest.
  @Test(arguments: ["path", "definition", "measured"])
  func `a value too long for any track is damage`(_ column: String) async throws {
    try await cache.store(.sample(), for: .numbered(1))
    await cache.close()
    let queue = try DatabaseQueue(path: folder.path(of: "cache.sqlite"))
    try await queue.write { database in
      let table = column == "measured" ? "loudness" : "analysis"
      let long = String(repeating: "x", count: 2_000_000)
      if table == "loudness" {
        try database.execute(
          sql: "INSERT INTO loudness VALUES (1, 'a', 1, 1, 0, 0, 'd', ?, 1)", arguments: [long])
      } else {
        try database.execute(sql: "UPDATE analysis SET \(column) = ?", arguments: [long])
      }
    }
    try queue.close()
    let problems = try await cache.verify().problems
    #expect(problems.contains(.damagedFile("string or blob too big")), "\(problems)")
  }

  @Test func `a key too long for any track is not looked up and not stored`() async throws {
    let long = String(repeating: "x", count: 2_000_000)
    let identity = TrackIdentity(path: long, sizeBytes: 1, modifiedAtNanoseconds: 1)
    let key = FingerprintKey(
      identity: identity, window: .all, allowsPartialAudio: false,
      definition: FingerprintKey.numbered(1).definition)
    try await cache.store(.sample(), for: key)
    #expect(try await cache.analysis(for: key) == nil)
    #expect(try await cache.statistics().analyses == 0)
  }
}
