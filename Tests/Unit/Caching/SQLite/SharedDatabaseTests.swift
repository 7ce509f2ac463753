import AudioFixtures
import Caching
import Foundation
import GRDB
import MasteringModel
import ProviderTesting
import Testing

/// Several caches on one file, as with several processes.
@Suite struct SharedDatabaseTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path(of: "shared/cache.sqlite")
  }

  @Test func `two caches see each other's stores at once`() async throws {
    let (one, other) = (SQLiteCache(path: path), SQLiteCache(path: path))
    for track in 0..<20 {
      try await (track % 2 == 0 ? one : other).store(.numbered(track), for: .numbered(track))
      #expect(try await one.analysis(for: .numbered(track)) == .numbered(track))
      #expect(try await other.analysis(for: .numbered(track)) == .numbered(track))
    }
    try await other.removeAll()
    #expect(try await one.rightFindings(amongTracks: 20) == 0)
  }

  @Test func `many simultaneous creators create one file`() async throws {
    let path = path
    let failures = await withTaskGroup(of: CacheFailure?.self) { group in
      for task in 0..<8 {
        group.addTask {
          let cache = SQLiteCache(path: path, patience: patience)
          do {
            for track in task * 20..<(task + 1) * 20 {
              try await cache.store(.numbered(track), for: .numbered(track))
            }
            return nil
          } catch { return error as? CacheFailure }
        }
      }
      return await group.reduce(into: []) { $0 += $1.map { [$0] } ?? [] }
    }
    #expect(failures == [])
    #expect(try await SQLiteCache(path: path).rightFindings(amongTracks: 160) == 160)
  }

  @Test func `processes that write at the same time lose nothing`() async throws {
    let path = path
    async let first = #expect(processExitsWith: .success) { [path = path as String] in
      try await storeTracks(0..<300, at: path)
    }
    async let second = #expect(processExitsWith: .success) { [path = path as String] in
      try await storeTracks(300..<600, at: path)
    }
    try await storeTracks(600..<900, at: path)
    _ = await (first, second)
    let cache = SQLiteCache(path: path)
    #expect(try await cache.rightFindings(amongTracks: 900) == 900)
    #expect(try await cache.verify().isSound)
  }

  @Test
  func `while another process locks the database, a store fails in time and a lookup works`()
    async throws
  {
    let cache = SQLiteCache(path: path, patience: .milliseconds(50))
    try await cache.store(.numbered(1), for: .numbered(1))
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let holder = try DatabaseQueue(path: path, configuration: configuration)
    try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
    await #expect(
      throws: CacheFailure(operation: .write, reason: "another process has locked the database")
    ) {
      try await cache.store(.numbered(2), for: .numbered(2))
    }
    await #expect(
      throws: CacheFailure(operation: .clear, reason: "another process has locked the database")
    ) {
      try await cache.removeAll()
    }
    #expect(try await cache.analysis(for: .numbered(1)) == .numbered(1))
    #expect(try await SQLiteCache(path: path).analysis(for: .numbered(1)) == .numbered(1))
    try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    try await cache.store(.numbered(2), for: .numbered(2))
    #expect(try await cache.rightFindings(amongTracks: 3) == 2)
  }

  @Test func `a damaged file found by several caches is set aside once`() async throws {
    try FileManager.default.createDirectory(
      atPath: folder.path(of: "shared"), withIntermediateDirectories: true)
    try folder.file("shared/cache.sqlite", [UInt8].damagedDatabase("garbage"))
    let path = path
    let warnings = Warnings()
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          let cache = SQLiteCache(path: path, patience: patience, warn: warnings.note)
          try? await cache.store(.numbered(task), for: .numbered(task))
        }
      }
    }
    #expect(warnings.all.count == 1)
    #expect(try await SQLiteCache(path: path).rightFindings(amongTracks: 8) == 8)
  }
}

/// Stores wait for each other; on a busy disk, longer than a user would.
private let patience = Duration.seconds(120)

private func storeTracks(_ tracks: Range<Int>, at path: String) async throws {
  let cache = SQLiteCache(path: path, patience: patience)
  for track in tracks { try await cache.store(.numbered(track), for: .numbered(track)) }
}
