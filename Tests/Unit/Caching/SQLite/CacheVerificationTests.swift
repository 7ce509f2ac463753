import AudioFixtures
import Caching
import GRDB
import MasteringModel
import ProviderTesting
import Testing

@Suite struct CacheVerificationTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SQLiteCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SQLiteCache(path: folder.path(of: "cache.sqlite"), warn: warnings.note)
  }

  @Test func `without a file, nothing is wrong`() async throws {
    let report = try await cache.verify()
    #expect(report.isSound)
    #expect(report.analyses == 0)
    let statistics = try await cache.statistics()
    #expect(
      statistics
        == SQLiteCacheStatistics(
          path: cache.path, schema: nil, tracks: 0, analyses: 0, bytesOnDisk: 0))
    #expect(try folder.names == [])
  }

  @Test func `a cache with all windows and extreme values is sound`() async throws {
    for (index, analysis) in TrackAnalysis.awkward.enumerated() {
      try await cache.store(analysis, for: .numbered(index))
      try await cache.store(
        analysis, for: .sample(window: .all, allowsPartialAudio: true, definition: "\(index)"))
    }
    let report = try await cache.verify()
    #expect(report.problems == [])
    #expect(report.analyses == 6)
    let statistics = try await cache.statistics()
    #expect(statistics.tracks == 4)
    #expect(statistics.analyses == 6)
    #expect(statistics.schema == 4)
    #expect(statistics.bytesOnDisk > 4096)
  }

  @Test(arguments: [
    #"fingerprint = replace(fingerprint, '"loudness_dbfs":', '"loudness_dbfs":-1')"#,
    #"fingerprint = replace(fingerprint, '"crest_db"', '"crest"')"#,
    #"fingerprint = replace(fingerprint, '"crest_db":', '"crest_db":9e99')"#,
    "fingerprint = '{}'", "fingerprint = '[1]'", "fingerprint = 'loud'", "fingerprint = x'00'",
    "fingerprint = 7", "fingerprint = substr(fingerprint, 2)", "channels = 3", "is_partial = 7",
    "duration_seconds = NULL",
    "duration_seconds = x'00'", "digest = digest + 1", "sample_rate_hz = 'x'",
    "analysed_seconds = x'5a'",
  ])
  func `a changed row is detected, and never returned`(_ change: String) async throws {
    for track in 0..<3 { try await cache.store(.numbered(track), for: .numbered(track)) }
    try cache.execute("UPDATE analysis SET \(change) WHERE path = '/music/1.flac'")
    #expect(try await cache.verify().problems == [.damagedAnalysis(track: "/music/1.flac")])
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    #expect(warnings.all == [.damagedAnalysis(track: "/music/1.flac")])
    #expect(try await cache.analysis(for: .numbered(2)) == .numbered(2))
    // The next store repairs it.
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.verify().isSound)
  }

  @Test func `a row that was moved to another file is not returned`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    try cache.execute("UPDATE analysis SET path = '/music/2.flac'")
    #expect(try await cache.analysis(for: .numbered(2)) == nil)
    #expect(try await cache.verify().problemCount == 1)
  }

  @Test func `a damaged file is a problem in the report, and is left in place`() async throws {
    var bytes = try await folder.database(ofTracks: 200)
    for place in 4096..<(4096 * 3) { bytes[place] = 0xff }
    try folder.file("cache.sqlite", bytes)
    let report = try await cache.verify()
    #expect(!report.isSound)
    #expect(report.problems.count <= CacheVerification.listed)
    #expect(try folder.bytes(of: "cache.sqlite") == bytes)
    try folder.file("cache.sqlite", [UInt8].damagedDatabase("garbage"))
    #expect(try await cache.verify().problemCount == 1)
    #expect(warnings.all.isEmpty)
  }

  @Test func `a report lists a limited number of problems`() async throws {
    for track in 0..<150 { try await cache.store(.numbered(track), for: .numbered(track)) }
    try cache.execute("UPDATE analysis SET digest = 1")
    let report = try await cache.verify()
    #expect(report.problemCount == 150)
    #expect(report.problems.count == CacheVerification.listed)
    #expect(report.analyses == 150)
  }
}
