import AudioFixtures
import Caching
import Foundation
import MasteringModel
import ProviderTesting
import Testing

@Suite struct SQLiteCacheTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path(of: "new/folder/cache.sqlite")
  }

  @Test func `it keeps the contract and its entries`() async {
    let folder = folder
    let report = await AnalysisCacheContract {
      SQLiteCache(path: folder.path(of: "\(UUID()).sqlite"))
    }.report()
    #expect(report.broken == [])
    #expect(report.analyses.asked > 600)
    #expect(report.analyses.found == report.analyses.asked)
  }

  @Test func `a stored analysis is found by another object`() async throws {
    try await SQLiteCache(path: path).store(.numbered(1), for: .numbered(1))
    let later = SQLiteCache(path: path)
    #expect(try await later.analysis(for: .numbered(1)) == .numbered(1))
    #expect(try await later.analysis(for: .numbered(2)) == nil)
  }

  @Test(arguments: TrackAnalysis.awkward)
  func `every number is returned to the last bit`(_ analysis: TrackAnalysis) async throws {
    let cache = SQLiteCache(path: path)
    try await cache.store(analysis, for: .sample())
    #expect(try await cache.analysis(for: .sample())?.bits == analysis.bits)
  }

  @Test(arguments: [
    "/music/é.flac", "/music/e\u{301}.flac", "/music/\"' ; DROP TABLE analysis; --.flac",
    "/music/%_\n\\.flac", "/music/\u{1F3B8}", "",
  ])
  func `any path is accepted`(_ path: String) async throws {
    let cache = SQLiteCache(path: self.path)
    let key = FingerprintKey.sample(identity: .sample(path: path))
    try await cache.store(.numbered(5), for: key)
    #expect(try await cache.analysis(for: key) == .numbered(5))
    #expect(try await cache.statistics().tracks == 1)
  }

  @Test func `canonically equivalent names are different files`() async throws {
    let cache = SQLiteCache(path: path)
    try await cache.store(.numbered(1), for: .sample(identity: .sample(path: "/music/é.flac")))
    let other = FingerprintKey.sample(identity: .sample(path: "/music/e\u{301}.flac"))
    #expect(try await cache.analysis(for: other) == nil)
  }

  @Test func `a name with a zero byte, which no file has, is not cut at that byte`()
    async throws
  {
    let cache = SQLiteCache(path: path)
    try await cache.store(.numbered(1), for: .sample(identity: .sample(path: "/a\0b")))
    #expect(try await cache.analysis(for: .sample(identity: .sample(path: "/a\0c"))) == nil)
    #expect(try await cache.analysis(for: .sample(identity: .sample(path: "/a"))) == nil)
  }

  @Test func `a clock that is set back merely creates another state of the file`() async throws {
    let cache = SQLiteCache(path: path)
    for (index, time) in [Int64.max, 0, -1, .min].enumerated() {
      let key = FingerprintKey.sample(identity: .sample(modifiedAtNanoseconds: time))
      #expect(try await cache.analysis(for: key) == nil)
      try await cache.store(.numbered(index), for: key)
      #expect(try await cache.analysis(for: key) == .numbered(index))
    }
  }

  @Test func `a lookup creates no file`() async throws {
    #expect(try await SQLiteCache(path: path).analysis(for: .sample()) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }

  @Test func `new folders are private to the user`() async throws {
    try await SQLiteCache(path: path).store(.numbered(1), for: .numbered(1))
    for name in ["new", "new/folder"] {
      let attributes = try FileManager.default.attributesOfItem(atPath: folder.path(of: name))
      #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test func `a store completes even if its task is cancelled`() async throws {
    let cache = SQLiteCache(path: path)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      try await cache.store(.numbered(1), for: .numbered(1))
      return try await cache.analysis(for: .numbered(1))
    }
    task.cancel()
    #expect(try await task.value == .numbered(1))
  }

  @Test func `it can be used again after it was closed`() async throws {
    let cache = SQLiteCache(path: path)
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "new/folder"))
        == ["cache.sqlite"])
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
  }

  // MARK: Bounds

  @Test func `new states of a file neither make a track grow nor evict another`()
    async throws
  {
    let cache = SQLiteCache(path: path)
    try await cache.store(.numbered(1), for: .numbered(1))
    for state in 0..<50 {
      let key = FingerprintKey.sample(identity: .sample(modifiedAtNanoseconds: Int64(state)))
      try await cache.store(.numbered(state), for: key)
    }
    #expect(try await cache.statistics().analyses == SQLiteCache.analysesPerTrack + 1)
    #expect(try await cache.analysis(for: .numbered(1)) != nil)
    for state in 42..<50 {
      let key = FingerprintKey.sample(identity: .sample(modifiedAtNanoseconds: Int64(state)))
      #expect(try await cache.analysis(for: key) == .numbered(state))
    }
  }

  @Test func `a full cache evicts the oldest entries`() async throws {
    let cache = SQLiteCache(path: path, capacity: 3)
    for track in 0..<5 { try await cache.store(.numbered(track), for: .numbered(track)) }
    #expect(try await cache.statistics().tracks == 3)
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    #expect(try await cache.analysis(for: .numbered(2)) == .numbered(2))
  }

  @Test func `replacing equal entries does not make the file grow`() async throws {
    let cache = SQLiteCache(path: path, capacity: 100)
    for track in 0..<100 { try await cache.store(.numbered(track), for: .numbered(track)) }
    await cache.close()
    let size = try await cache.statistics().bytesOnDisk
    for round in 0..<1000 {
      try await cache.store(.numbered(round), for: .numbered(round % 100))
    }
    await cache.close()
    #expect(try await cache.statistics().analyses == 100)
    #expect(try await cache.statistics().bytesOnDisk <= 2 * size)
  }

  @Test func `removing all leaves a small empty file, and nothing that was set aside`()
    async throws
  {
    let cache = SQLiteCache(path: path)
    for track in 0..<500 { try await cache.store(.numbered(track), for: .numbered(track)) }
    await cache.close()
    let size = try await cache.statistics().bytesOnDisk
    try FileManager.default.copyItem(atPath: path, toPath: path + ".damaged-1")
    try await cache.removeAll()
    await cache.close()
    #expect(try await cache.statistics().bytesOnDisk < size / 4)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "new/folder"))
        == ["cache.sqlite"])
    #expect(try await cache.analysis(for: .numbered(3)) == nil)
  }

  @Test func `removing everything from nothing creates no file`() async throws {
    try await SQLiteCache(path: path).removeAll()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == [])
  }
}
