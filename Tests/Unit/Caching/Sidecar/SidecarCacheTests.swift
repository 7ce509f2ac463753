import AudioFixtures
import Caching
import Foundation
import MasteringModel
import ProviderTesting
import StrictJSON
import Testing

@Suite struct SidecarCacheTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SidecarCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SidecarCache(warn: warnings.note)
  }

  private func key(
    _ name: String = "song.flac", sizeBytes: Int64 = 1000, modifiedAtNanoseconds: Int64 = 7,
    window: AnalysisWindow = .standard
  ) -> FingerprintKey {
    .sample(
      identity: .sample(
        path: folder.path(of: name), sizeBytes: sizeBytes,
        modifiedAtNanoseconds: modifiedAtNanoseconds), window: window)
  }

  private func json(_ name: String = "song.flac.25d") throws -> JSON {
    try JSON.parse(folder.bytes(of: name))
  }

  @Test func `it keeps the contract and its entries`() async throws {
    let folder = folder
    let report = await AnalysisCacheContract {
      let place = folder.path(of: "\(UUID())")
      try? FileManager.default.createDirectory(
        atPath: place, withIntermediateDirectories: false)
      return RelocatedCache(SidecarCache(), to: place)
    }.report()
    #expect(report.broken == [])
    #expect(report.analyses.asked > 600)
    #expect(report.analyses.found == report.analyses.asked)
  }

  @Test func `a stored analysis is found by another object`() async throws {
    try await cache.store(.numbered(1), for: key())
    #expect(try await SidecarCache().analysis(for: key()) == .numbered(1))
    #expect(try folder.names == ["song.flac.25d"])
    #expect(warnings.all.isEmpty)
  }

  @Test(arguments: TrackAnalysis.awkward)
  func `every number is returned to the last bit`(_ analysis: TrackAnalysis) async throws {
    try await cache.store(analysis, for: key())
    #expect(try await cache.analysis(for: key())?.bits == analysis.bits)
  }

  @Test func `a file with another size or time is a miss`() async throws {
    try await cache.store(.numbered(1), for: key())
    #expect(try await cache.analysis(for: key(sizeBytes: 1001)) == nil)
    #expect(try await cache.analysis(for: key(modifiedAtNanoseconds: 8)) == nil)
    #expect(try await cache.analysis(for: key(modifiedAtNanoseconds: -7)) == nil)
  }

  @Test func `a track moved together with its sidecar is still known`() async throws {
    try await cache.store(.numbered(1), for: key())
    try FileManager.default.moveItem(
      atPath: folder.path(of: "song.flac.25d"), toPath: folder.path(of: "other.flac.25d"))
    #expect(try await cache.analysis(for: key("other.flac")) == .numbered(1))
  }

  @Test func `storing for a changed file drops the entries of its earlier states`() async throws {
    try await cache.store(.numbered(1), for: key())
    try await cache.store(.numbered(2), for: key(sizeBytes: 2000))
    #expect(try await cache.analysis(for: key()) == nil)
    #expect(try await cache.analysis(for: key(sizeBytes: 2000)) == .numbered(2))
  }

  @Test func `new windows do not make a sidecar grow`() async throws {
    for seconds in 1...30 {
      try await cache.store(
        .numbered(seconds), for: key(window: .sample(seconds: Double(seconds))))
    }
    let part = try json()["processing_cache"]?["mastering"]
    #expect(part?["analyses"]?.elements?.count == SidecarCache.analysesPerTrack)
    for seconds in 23...30 {
      let found = try await cache.analysis(for: key(window: .sample(seconds: Double(seconds))))
      #expect(found == .numbered(seconds))
    }
  }

  @Test func `a new sidecar names its file`() async throws {
    try await cache.store(.numbered(1), for: key())
    let json = try json()
    #expect(json.members?.map(\.key) == ["format_version", "audio_file", "processing_cache"])
    #expect(json["format_version"] == "2.0")
    #expect(json["audio_file"]?["path"] == "song.flac")
    #expect(json["audio_file"]?["size_bytes"] == .integer(1000))
  }

  @Test func `our part has this form, permanently`() async throws {
    try folder.file(
      "song.flac.25d",
      text: #"""
        {"format_version":"2.0","processing_cache":{"mastering":{"version":1,"analyses":[{
        "definition":"sample-1","size_bytes":1000,"modified_at_ns":7,"window_seconds":90.0,
        "allows_partial_audio":false,"fingerprint":{"loudness_dbfs":-14.5,"peak_dbfs":-1,
        "crest_db":13.5,"spectral_centroid":3.2e3,"spectral_rolloff":7000.0,
        "zero_crossing_rate":0.075,"spectral_spread":2800.0},"analysed_seconds":90.0,
        "sample_rate_hz":44100,"channels":2,"duration_seconds":null,"is_partial":false}]}}}
        """#)
    let analysis = TrackAnalysis.sample(
      fingerprint: .sample(loudnessDBFS: -14.5, crestDB: 13.5), durationSeconds: nil)
    #expect(try await cache.analysis(for: key()) == analysis)
  }

  @Test func `concurrent stores for one track lose nothing`() async throws {
    let keys = (1...8).map { key(window: .sample(seconds: Double($0))) }
    await withTaskGroup(of: Void.self) { group in
      for key in keys {
        group.addTask {
          // Separate objects, as in separate processes.
          try? await SidecarCache().store(.numbered(Int(key.window.seconds ?? 0)), for: key)
        }
      }
    }
    for key in keys {
      #expect(try await cache.analysis(for: key) == .numbered(Int(key.window.seconds ?? 0)))
    }
  }

  @Test func `removing everything removes what was stored, and nothing older is returned`()
    async throws
  {
    try folder.file("b.flac.25d", text: SidecarFixtures.version1)
    let earlier = SidecarCache()
    for name in ["a.flac", "b.flac", "c.flac"] {
      try await earlier.store(.numbered(1), for: key(name))
    }
    try await cache.store(.numbered(2), for: key("a.flac"))
    try await cache.store(.numbered(2), for: key("b.flac"))
    try await cache.removeAll()
    for name in ["a.flac", "b.flac", "c.flac"] {
      #expect(try await cache.analysis(for: key(name)) == nil)
    }
    #expect(try folder.names == ["b.flac.25d", "c.flac.25d"])
    // Only entries stored from then on are served.
    try await cache.store(.numbered(3), for: key("c.flac", window: .all))
    #expect(try await cache.analysis(for: key("c.flac")) == nil)
    #expect(try await cache.analysis(for: key("c.flac", window: .all)) == .numbered(3))
  }

  @Test func `canonically equivalent names are different tracks, even when everything is removed`()
    async throws
  {
    let names = ["\u{e9}.flac", "e\u{301}.flac"]
    for name in names { try await cache.store(.numbered(1), for: key(name)) }
    try await cache.removeAll()
    #expect(try folder.names == [])
    try await SidecarCache().store(.numbered(2), for: key(names[1]))
    try await cache.store(.numbered(3), for: key(names[0]))
    #expect(try await cache.analysis(for: key(names[1])) == nil)
    #expect(try await cache.analysis(for: key(names[0])) == .numbered(3))
  }

  @Test func `a name with a zero byte, which no file has, is not cut at that byte`()
    async throws
  {
    try await cache.store(.numbered(1), for: key("a\0b"))
    #expect(try await cache.analysis(for: key("a\0c")) == nil)
    await cache.remove(forTrackAt: folder.path(of: "a\0b"))
    #expect(try folder.names == [])
    #expect(warnings.all.isEmpty)
  }

  @Test func `removing for one track leaves the others`() async throws {
    try await cache.store(.numbered(1), for: key("a.flac"))
    try await cache.store(.numbered(1), for: key("b.flac"))
    await cache.remove(forTrackAt: folder.path(of: "a.flac"))
    await cache.remove(forTrackAt: folder.path(of: "nothing.flac"))
    #expect(try folder.names == ["b.flac.25d"])
    #expect(try await cache.analysis(for: key("b.flac")) == .numbered(1))
    #expect(warnings.all.isEmpty)
  }
}
