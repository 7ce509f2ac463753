import AudioFixtures
import Caching
import Foundation
import MasteringModel
import ProviderTesting
import Testing

@Suite struct SuddenDeathTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: 0..<24)
  func `kill -9 loses nothing that was stored and damages nothing`(_ round: Int) async throws {
    let path = folder.path(of: "cache.sqlite")
    let acknowledged = try folder.file("stored")
    var random = SeededGenerator(seed: UInt64(round))
    // Every third process is killed while it creates the file; the others later, some while they
    // merge the log into the database, which happens every few hundred stores.
    let storesBefore = round % 3 == 0 ? 0 : Int.random(in: 1..<400, using: &random)
    let microseconds = Int.random(in: 0..<20_000, using: &random)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [
        path = path as String, acknowledged = acknowledged as String,
        storesBefore = storesBefore as Int, microseconds = microseconds as Int
      ] in
      let log = try FileHandle(forWritingTo: URL(fileURLWithPath: acknowledged))
      let cache = SQLiteCache(path: path)
      for track in 0... {
        if track == storesBefore {
          Thread.detachNewThread {
            usleep(UInt32(microseconds))
            kill(getpid(), SIGKILL)
          }
        }
        try await cache.store(.numbered(track), for: .numbered(track))
        try log.write(contentsOf: [UInt8(ascii: ".")])
      }
    }
    let stored = try folder.bytes(of: "stored").count
    #expect(stored >= storesBefore)
    let warnings = Warnings()
    let cache = SQLiteCache(path: path, warn: warnings.note)
    // The last one may have been stored without being reported.
    let found = try #require(try await cache.rightFindings(amongTracks: stored + 5))
    #expect(found >= stored)
    #expect(try await cache.verify().isSound)
    try await cache.store(.numbered(9999), for: .numbered(9999))
    #expect(warnings.all.isEmpty)
  }

  @Test func `a log damaged anywhere yields what was stored before that point`()
    async throws
  {
    let cache = SQLiteCache(path: folder.path(of: "whole.sqlite"))
    for track in 0..<50 { try await cache.store(.numbered(track), for: .numbered(track)) }
    // The cache is idle and still open, so everything but the creation of the tables may still be
    // in the log.
    let database = try folder.bytes(of: "whole.sqlite")
    let log = try folder.bytes(of: "whole.sqlite-wal")
    #expect(log.count > 50 * 4096)
    var random = SeededGenerator(seed: 3)
    var counts: Set<Int> = []
    for round in 0..<120 {
      var damaged = Array(log[..<Int.random(in: 0...log.count, using: &random)])
      if round % 2 == 0, !damaged.isEmpty {
        damaged[Int.random(in: 0..<damaged.count, using: &random)] ^= 0x10
      }
      let path = try folder.file("cut.sqlite", database)
      try folder.file("cut.sqlite-wal", damaged)
      try? FileManager.default.removeItem(atPath: path + "-shm")
      let later = SQLiteCache(path: path)
      let found = try #require(try await later.rightFindings(amongTracks: 50))
      // A prefix: the entries found are the earliest ones.
      #expect(try await later.rightFindings(amongTracks: found) == found)
      try await later.store(.numbered(500), for: .numbered(500))
      #expect(try await later.verify().isSound)
      await later.close()
      counts.insert(found)
    }
    #expect(counts.count > 25)
  }
}
