import AudioFixtures
import Caching
import Foundation
import GRDB
import MasteringModel
import ProviderTesting
import StrictJSON
import Testing

@Suite struct LoudnessCacheTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SQLiteCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SQLiteCache(path: folder.path(of: "cache.sqlite"), warn: warnings.note)
  }

  // MARK: Contract

  @Test func `the database keeps the contract, and keeps its entries`() async {
    let folder = folder
    let report = await LoudnessCacheContract {
      SQLiteCache(path: folder.path(of: "\(UUID()).sqlite"))
    }.report()
    #expect(report.broken == [])
    #expect(report.analyses.found == report.analyses.asked)
  }

  @Test func `memory keeps the contract, and keeps its entries`() async {
    let report = await LoudnessCacheContract { MemoryCache() }.report()
    #expect(report.broken == [])
    #expect(report.analyses.found == report.analyses.asked)
  }

  @Test func `sidecars keep the contract, and keep their entries`() async throws {
    let folder = folder
    let report = await LoudnessCacheContract {
      let place = folder.path(of: "\(UUID())")
      try? FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: false)
      return RelocatedCache(SidecarCache(), to: place)
    }.report()
    #expect(report.broken == [])
    #expect(report.analyses.found == report.analyses.asked)
  }

  // MARK: Database

  @Test func `another process finds the loudness`() async throws {
    try await cache.store(TrackLoudness.sample(), for: .numbered(1))
    await cache.close()
    let later = SQLiteCache(path: cache.path)
    #expect(try await later.loudness(for: .numbered(1)) == .sample())
    #expect(try await later.analysis(for: .numbered(1)) == nil)
    await later.close()
  }

  @Test func `removing everything removes the loudness`() async throws {
    try await cache.store(TrackLoudness.sample(), for: .numbered(1))
    try await cache.removeAll()
    #expect(try await cache.loudness(for: .numbered(1)) == nil)
  }

  @Test func `loudness entries are counted, and each track once`() async throws {
    try await cache.store(TrackLoudness.sample(), for: .numbered(1))
    try await cache.store(.numbered(1), for: .numbered(1))
    try await cache.store(TrackLoudness.sample(), for: .numbered(2))
    let statistics = try await cache.statistics()
    #expect(statistics.tracks == 2)
    #expect(statistics.analyses == 1)
    #expect(statistics.loudnessMeasurements == 2)
    let report = try await cache.verify()
    #expect(report.isSound)
    #expect(report.loudnessMeasurements == 2)
  }

  @Test func `a track keeps its latest eight entries, and a full cache its latest`() async throws {
    let small = SQLiteCache(path: folder.path(of: "small.sqlite"), capacity: 10)
    for second in 1...9 {
      try await small.store(
        TrackLoudness.sample(), for: .sample(window: .sample(seconds: Double(second))))
    }
    #expect(try await small.statistics().loudnessMeasurements == 8)
    for track in 0..<12 { try await small.store(TrackLoudness.sample(), for: .numbered(track)) }
    #expect(try await small.statistics().loudnessMeasurements == 10)
    await small.close()
  }

  @Test(arguments: [
    "measured = replace(measured, '-14.25', '-14.26')", "measured = 'loud'", "measured = x'00'",
    "digest = digest + 1", "measured = '{}'",
  ])
  func `a changed row is detected, and never returned`(_ change: String) async throws {
    for track in 0..<3 { try await cache.store(TrackLoudness.sample(), for: .numbered(track)) }
    try cache.execute("UPDATE loudness SET \(change) WHERE path = '/music/1.flac'")
    let report = try await cache.verify()
    #expect(report.problems == [.damagedLoudness(track: "/music/1.flac")])
    #expect(try await cache.loudness(for: .numbered(1)) == nil)
    #expect(try await cache.loudness(for: .numbered(2)) == .sample())
    #expect(warnings.all == [.damagedAnalysis(track: "/music/1.flac")])
  }

  /// A loudness that no signal can have is treated as absent: a cache may come from anywhere.
  @Test(arguments: [
    TrackLoudness.sample(integratedLUFS: .infinity), .sample(integratedLUFS: 901),
    .sample(rangeLU: -1), .sample(findings: [.deadChannel(2)]),
    .sample(findings: [.antiphase(correlation: .nan)]), .sample(measuredSeconds: -1),
    .sample(sampleRateHz: 0),
  ])
  func `impossible numbers are not stored, and an earlier entry is removed`(
    _ impossible: TrackLoudness
  ) async throws {
    try await cache.store(TrackLoudness.sample(), for: .numbered(1))
    try await cache.store(impossible, for: .numbered(1))
    #expect(try await cache.loudness(for: .numbered(1)) == nil)
  }

  // MARK: Sidecars

  @Test func `in a sidecar, fingerprint and loudness do not affect each other`() async throws {
    let key = FingerprintKey.numbered(1, in: folder.path(of: ""))
    let sidecars = SidecarCache(warn: warnings.note)
    try await sidecars.store(TrackLoudness.sample(), for: key)
    try await sidecars.store(.numbered(1), for: key)
    let later = SidecarCache(warn: warnings.note)
    #expect(try await later.loudness(for: key) == .sample())
    #expect(try await later.analysis(for: key) == .numbered(1))
    #expect(warnings.all.isEmpty)
  }

  @Test func `a sidecar drops the loudness of a changed file`() async throws {
    let path = folder.path(of: "a.flac")
    let sidecars = SidecarCache(warn: warnings.note)
    let old = FingerprintKey.sample(identity: .sample(path: path))
    let new = FingerprintKey.sample(identity: .sample(path: path, sizeBytes: 7))
    try await sidecars.store(TrackLoudness.sample(), for: old)
    try await sidecars.store(.numbered(1), for: new)
    #expect(try await sidecars.loudness(for: old) == nil)
    #expect(
      !String(decoding: try folder.bytes(of: "a.flac.25d"), as: UTF8.self).contains("loudness\""))
  }
}
