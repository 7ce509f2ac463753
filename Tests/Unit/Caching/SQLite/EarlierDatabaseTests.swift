import AudioFixtures
import Caching
import GRDB
import MasteringModel
import ProviderTesting
import Testing

/// Databases as released versions wrote them: the tables are copied from those versions, and digests
/// are computed here.
@Suite struct EarlierDatabaseTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SQLiteCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SQLiteCache(path: folder.path(of: "cache.sqlite"), warn: warnings.note)
  }

  private static let version1 =
    """
    PRAGMA application_id = 0x4d737472;
    CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
    INSERT INTO grdb_migrations VALUES ('1: analyses');
    CREATE TABLE analysis (
      id INTEGER PRIMARY KEY,
      path TEXT NOT NULL,
      size_bytes INTEGER NOT NULL,
      modified_at_ns INTEGER NOT NULL,
      window_seconds NOT NULL,
      allows_partial_audio INTEGER NOT NULL,
      definition TEXT NOT NULL,
      loudness_dbfs, peak_dbfs, crest_db, spectral_centroid, spectral_rolloff,
      zero_crossing_rate, spectral_spread,
      analysed_seconds,
      sample_rate_hz INTEGER,
      channels INTEGER,
      duration_seconds,
      is_partial INTEGER,
      digest INTEGER NOT NULL,
      UNIQUE (path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition)
    )
    """

  private static let version2 =
    version1
    .replacing("'1: analyses')", with: "'1: analyses'), ('2: true peaks')")
    .replacing("is_partial INTEGER,\n", with: "is_partial INTEGER,\n  true_peak_dbtp,\n")

  private static let version3 =
    version2
    .replacing("('2: true peaks')", with: "('2: true peaks'), ('3: loudness')")
      + """
      ;
      CREATE TABLE loudness (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL,
        size_bytes INTEGER NOT NULL,
        modified_at_ns INTEGER NOT NULL,
        window_seconds NOT NULL,
        allows_partial_audio INTEGER NOT NULL,
        definition TEXT NOT NULL,
        measured TEXT NOT NULL,
        digest INTEGER NOT NULL,
        UNIQUE (path, size_bytes, modified_at_ns, window_seconds, allows_partial_audio, definition)
      )
      """

  /// Creates the database of an earlier version with these analyses.
  private func make(_ version: String, with analyses: [TrackAnalysis]) throws {
    let queue = try DatabaseQueue(path: cache.path)
    try queue.writeWithoutTransaction { database in
      try database.execute(sql: version)
      for (number, analysis) in analyses.enumerated() {
        var columns = Self.earlierColumns(of: analysis, for: .numbered(number))
        if !version.contains("true_peak_dbtp") {
          columns.removeAll { $0.name == "true_peak_dbtp" }
        }
        let names = columns.map(\.name).joined(separator: ", ")
        let marks = columns.map { _ in "?" }.joined(separator: ", ")
        try database.execute(
          sql: "INSERT INTO analysis (\(names)) VALUES (\(marks))",
          arguments: StatementArguments(columns.map(\.value)))
      }
    }
    try queue.close()
  }

  private static func earlierColumns(
    of analysis: TrackAnalysis, for key: FingerprintKey
  ) -> [(name: String, value: DatabaseValue)] {
    var digest = HandDigest(of: key)
    for metric in FingerprintMetric.allCases { digest.add(analysis.fingerprint[metric].bitPattern) }
    digest.addRest(of: analysis)
    return [
      ("path", key.identity.path.databaseValue),
      ("size_bytes", key.identity.sizeBytes.databaseValue),
      ("modified_at_ns", key.identity.modifiedAtNanoseconds.databaseValue),
      ("window_seconds", (key.window.seconds ?? 0).databaseValue),
      ("allows_partial_audio", key.allowsPartialAudio.databaseValue),
      ("definition", key.definition.databaseValue),
      ("loudness_dbfs", analysis.fingerprint.loudnessDBFS.databaseValue),
      ("peak_dbfs", analysis.fingerprint.peakDBFS.databaseValue),
      ("crest_db", analysis.fingerprint.crestDB.databaseValue),
      ("spectral_centroid", analysis.fingerprint.spectralCentroidHz.databaseValue),
      ("spectral_rolloff", analysis.fingerprint.spectralRolloffHz.databaseValue),
      ("zero_crossing_rate", analysis.fingerprint.zeroCrossingRate.databaseValue),
      ("spectral_spread", analysis.fingerprint.spectralSpreadHz.databaseValue),
      ("analysed_seconds", analysis.analysedSeconds.databaseValue),
      ("sample_rate_hz", analysis.sampleRateHz.databaseValue),
      ("channels", analysis.channels.databaseValue),
      ("duration_seconds", analysis.durationSeconds.databaseValue),
      ("is_partial", analysis.isPartial.databaseValue),
      ("true_peak_dbtp", analysis.truePeakDBTP.databaseValue),
      ("digest", Int64(bitPattern: digest.value).databaseValue),
    ]
  }

  @Test(arguments: [version1, version2, version3])
  func `an earlier database is upgraded, and keeps its rows to the last bit`(
    _ version: String
  ) async throws {
    try make(version, with: TrackAnalysis.awkward)
    // The first store upgrades it.
    try await cache.store(.sample(truePeakDBTP: -0.25), for: .numbered(50))
    for (number, analysis) in TrackAnalysis.awkward.enumerated() {
      let found = try #require(try await cache.analysis(for: .numbered(number)))
      #expect(found.bits == analysis.bits)
      #expect(found.truePeakDBTP == nil)
    }
    #expect(try await cache.analysis(for: .numbered(50))?.truePeakDBTP == -0.25)
    try await cache.store(TrackLoudness.sample(), for: .numbered(1))
    #expect(try await cache.loudness(for: .numbered(1)) == .sample())
    #expect(try await cache.statistics().schema == 4)
    #expect(try await cache.verify().problems == [])
    #expect(warnings.all.isEmpty)
    await cache.close()
  }

  @Test(arguments: [version2, version3])
  func `true peaks stay as they are`(_ version: String) async throws {
    try make(version, with: [.sample(truePeakDBTP: -0.0), .sample(truePeakDBTP: 0.1 + 0.2)])
    try await cache.store(.sample(), for: .numbered(50))
    let zero = try await cache.analysis(for: .numbered(0))?.truePeakDBTP
    #expect(zero?.bitPattern == (-0.0).bitPattern)
    #expect(try await cache.analysis(for: .numbered(1))?.truePeakDBTP == 0.1 + 0.2)
  }

  @Test(arguments: [
    "channels = 7", "crest_db = crest_db + 1e-9", "crest_db = NULL", "crest_db = 'loud'",
    "crest_db = 9e999", "digest = digest + 1", "path = '/music/7.flac'", "window_seconds = 'x'",
  ])
  func `a damaged row is not kept`(_ change: String) async throws {
    try make(Self.version3, with: [.numbered(0), .numbered(1), .numbered(2)])
    try cache.execute("UPDATE analysis SET \(change) WHERE path = '/music/1.flac'")
    try await cache.store(.numbered(3), for: .numbered(3))
    #expect(try await cache.rightFindings(amongTracks: 4) == 3)
    #expect(try await cache.verify().problems == [])
    #expect(try await cache.statistics().analyses == 3)
  }

  @Test(arguments: [version1, version2, version3])
  func `an earlier database with something added is not upgraded`(
    _ version: String
  ) async throws {
    try make(version, with: [.numbered(1)])
    try cache.execute(
      "CREATE TRIGGER evil AFTER INSERT ON analysis BEGIN DELETE FROM analysis; END")
    let before = try folder.bytes(of: "cache.sqlite")
    try await cache.store(.numbered(2), for: .numbered(2))
    #expect(try folder.bytes(of: "cache.sqlite.damaged-1") == before)
  }

  @Test func `a row of a version with another metric is neither used nor damage`() async throws {
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    let queue = try DatabaseQueue(path: cache.path)
    try await queue.write { database in
      let text = try String.fetchOne(database, sql: "SELECT fingerprint FROM analysis") ?? ""
      let fingerprint = text.replacing("}", with: #","flatness":0.5}"#)
      var digest = HandDigest(of: .numbered(1))
      digest.add(fingerprint)
      digest.addRest(of: .numbered(1))
      try database.execute(
        sql: "UPDATE analysis SET fingerprint = ?, digest = ?",
        arguments: [fingerprint, Int64(bitPattern: digest.value)])
    }
    try queue.close()
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    #expect(try await cache.verify().problems == [])
    #expect(try await cache.statistics().analyses == 1)
    #expect(warnings.all.isEmpty)
    try await cache.store(.numbered(1), for: .numbered(1))
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
  }
}

/// FNV-1a of 64 bits over a row, as released versions computed it.
private struct HandDigest {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  init(of key: FingerprintKey) {
    add(key.identity.path)
    add(UInt64(bitPattern: key.identity.sizeBytes))
    add(UInt64(bitPattern: key.identity.modifiedAtNanoseconds))
    add((key.window.seconds ?? 0).bitPattern)
    add(UInt64(key.allowsPartialAudio ? 1 : 0))
    add(key.definition)
  }

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

  mutating func add(_ word: UInt64) {
    for shift in 0..<8 { add(UInt8(truncatingIfNeeded: word >> (8 * shift))) }
  }

  mutating func add(_ text: String) {
    add(UInt64(text.utf8.count))
    for byte in text.utf8 { add(byte) }
  }

  mutating func addRest(of analysis: TrackAnalysis) {
    add(analysis.analysedSeconds.bitPattern)
    add(UInt64(analysis.sampleRateHz))
    add(UInt64(analysis.channels))
    add(UInt64(analysis.durationSeconds == nil ? 0 : 1))
    add((analysis.durationSeconds ?? 0).bitPattern)
    add(UInt64(analysis.isPartial ? 1 : 0))
    if let truePeak = analysis.truePeakDBTP { add(truePeak.bitPattern) }
  }
}
