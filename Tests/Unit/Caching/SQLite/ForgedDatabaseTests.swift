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
}
