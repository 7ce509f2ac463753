import AudioFixtures
import Caching
import Foundation
import MasteringModel
import ProviderTesting
import Testing

@Suite struct NoRoomTests {
  private let folder: TemporaryFolder

  private static let notOurs = "the file is not a cache of this program, and is left alone"

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test
  func `with a full disk, stores fail and lookups work, and stores work again with space`()
    async throws
  {
    let path = folder.path(of: "cache.sqlite")
    await #expect(processExitsWith: .success) { [path = path as String] in
      // The system refuses to extend a file instead of killing the process.
      signal(SIGXFSZ, SIG_IGN)
      try limitFileSize(to: 300_000)
      let cache = SQLiteCache(path: path)
      var stored = 0
      var failure: CacheFailure?
      while stored < 5000, failure == nil {
        do throws(CacheFailure) {
          try await cache.store(.numbered(stored), for: .numbered(stored))
          stored += 1
        } catch { failure = error }
      }
      let isDefined =
        failure?.operation == .write
        && ["there is no space left", "the disk cannot be read or written"]
          .contains(failure?.reason)
      try require(isDefined, "the failure was \(String(describing: failure))")
      try require(stored > 20, "\(stored) were stored")
      try require(try await cache.rightFindings(amongTracks: stored) == stored, "lookups work")
      try require(
        try await SQLiteCache(path: path).rightFindings(amongTracks: stored) == stored,
        "lookups work for another")
      try limitFileSize(to: .max)
      for track in stored..<stored + 500 {
        try await cache.store(.numbered(track), for: .numbered(track))
      }
      try require(
        try await cache.rightFindings(amongTracks: stored + 500) == stored + 500, "all is well")
      try require(try await cache.verify().isSound, "the file is sound")
    }
  }

  /// The index begins with 3 bytes, for which there may be room.
  @Test(arguments: [0, 100])
  func `a full disk has no place for an index either, and lookups work`(_ room: Int) async throws {
    let path = folder.path(of: "cache.sqlite")
    await #expect(processExitsWith: .success) { [path = path as String, room = room as Int] in
      signal(SIGXFSZ, SIG_IGN)
      let cache = SQLiteCache(path: path)
      for track in 0..<20 { try await cache.store(.numbered(track), for: .numbered(track)) }
      await cache.close()
      try limitFileSize(to: rlim_t(room))
      try require(try await cache.rightFindings(amongTracks: 30) == 20, "lookups work")
      try require(try await cache.statistics().tracks == 20, "statistics work")
      try require(try await cache.verify().isSound, "it can be checked")
      try limitFileSize(to: .max)
      for track in 20..<25 { try await cache.store(.numbered(track), for: .numbered(track)) }
      try require(try await cache.rightFindings(amongTracks: 30) == 25, "all is well")
      try require(
        try await SQLiteCache(path: path).rightFindings(amongTracks: 30) == 25,
        "lookups of another work")
    }
  }

  @Test func `everything can be removed on a full disk`() async throws {
    let path = folder.path(of: "cache.sqlite")
    await #expect(processExitsWith: .success) { [path = path as String] in
      signal(SIGXFSZ, SIG_IGN)
      let cache = SQLiteCache(path: path)
      for track in 0..<200 { try await cache.store(.numbered(track), for: .numbered(track)) }
      await cache.close()
      try limitFileSize(to: 0)
      try await cache.removeAll()
      try require(try await cache.rightFindings(amongTracks: 200) == 0, "nothing is left")
      try limitFileSize(to: .max)
      try await cache.store(.numbered(1), for: .numbered(1))
      try require(try await cache.rightFindings(amongTracks: 200) == 1, "all is well")
      try require(try await cache.verify().isSound, "the file is sound")
    }
  }

  /// This needs a process that permissions apply to; root switches to another user.
  @Test(arguments: ["cache.sqlite", "a %41?b#c.db"])
  func `lookups work in a read-only folder`(_ name: String) async throws {
    let shut = try folder.folder("shut")
    let cache = SQLiteCache(path: "\(shut)/\(name)")
    for track in 0..<20 { try await cache.store(.numbered(track), for: .numbered(track)) }
    await cache.close()
    chmod(folder.path, 0o755)
    chmod(cache.path, 0o444)
    chmod(shut, 0o555)
    defer { chmod(shut, 0o700) }
    let path = cache.path
    await #expect(processExitsWith: .success) { [path = path as String] in
      if geteuid() == 0 { try require(setuid(65534) == 0, "root is another user") }
      let cache = SQLiteCache(path: path)
      try require(try await cache.rightFindings(amongTracks: 30) == 20, "lookups work")
      try require(try await cache.statistics().tracks == 20, "statistics work")
      try require(try await cache.verify().isSound, "it can be checked")
      var failure: CacheFailure?
      do throws(CacheFailure) {
        try await cache.store(.numbered(21), for: .numbered(21))
      } catch { failure = error }
      try require(failure?.operation == .write, "a store fails")
      try require(try await cache.rightFindings(amongTracks: 30) == 20, "lookups still work")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: shut) == [name])
  }

  @Test func `if no file can be created, stores fail and lookups find nothing`() async throws {
    try folder.file("file")
    let cache = SQLiteCache(path: folder.path(of: "file/cache.sqlite"))
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    await #expect(throws: CacheFailure(operation: .write, reason: "the database cannot be opened"))
    {
      try await cache.store(.numbered(1), for: .numbered(1))
    }
    #expect(try await cache.statistics().analyses == 0)
  }

  @Test func `a folder in place of the file is a failure`() async throws {
    let cache = SQLiteCache(path: try folder.folder("cache.sqlite"))
    await #expect(
      throws: CacheFailure(operation: .read, reason: Self.notOurs)
    ) {
      try await cache.analysis(for: .numbered(1))
    }
    await #expect(
      throws: CacheFailure(operation: .write, reason: Self.notOurs)
    ) {
      try await cache.store(.numbered(1), for: .numbered(1))
    }
  }

  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `nothing is stored in a read-only folder`() async throws {
    let cache = SQLiteCache(path: folder.path(of: "shut/cache.sqlite"))
    _ = try folder.folder("shut")
    chmod(folder.path(of: "shut"), 0o500)
    defer { chmod(folder.path(of: "shut"), 0o700) }
    #expect(try await cache.analysis(for: .numbered(1)) == nil)
    await #expect(throws: CacheFailure.self) {
      try await cache.store(.numbered(1), for: .numbered(1))
    }
  }

  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `lookups work in a read-only file`() async throws {
    let cache = SQLiteCache(path: folder.path(of: "cache.sqlite"))
    try await cache.store(.numbered(1), for: .numbered(1))
    await cache.close()
    chmod(cache.path, 0o400)
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    await #expect(
      throws: CacheFailure(operation: .write, reason: "the database is read-only")
    ) {
      try await cache.store(.numbered(2), for: .numbered(2))
    }
  }
}

private func limitFileSize(to bytes: rlim_t) throws {
  var limit = rlimit()
  #if canImport(Darwin)
    let resource = RLIMIT_FSIZE
  #else
    let resource = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
  #endif
  getrlimit(resource, &limit)
  limit.rlim_cur = min(bytes, limit.rlim_max)
  try require(setrlimit(resource, &limit) == 0, "the limit is set")
}

/// Ends a child process with a failure whose text its parent prints.
private func require(_ condition: Bool, _ what: String) throws {
  struct Failed: Error {
    let what: String
  }
  if !condition { throw Failed(what: what) }
}
