#if os(Linux)
  import AudioFixtures
  import Caching
  import Foundation
  import GRDB
  import GRDBSQLite
  import MasteringModel
  import ProviderTesting
  import Synchronization
  import Testing

  /// A file system without locks, like some network file systems: SQLite gets a `fcntl` that
  /// refuses them with the system's error. Each test runs in its own process, because the
  /// replacement affects the whole process.
  @Suite struct NoLocksTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
    }

    @Test(arguments: [ENOLCK, EACCES, EOPNOTSUPP])
    func `a cache that cannot be locked is given up at once, and the true reason is reported once`(
      _ code: Int32
    ) async throws {
      let path = folder.path(of: "cache.sqlite")
      try await SQLiteCache(path: path).store(.numbered(1), for: .numbered(1))
      await #expect(processExitsWith: .success) { [path = path as String, code = code as Int32] in
        refuseLocks(code)
        let cache = SQLiteCache(path: path, patience: .milliseconds(20))
        var failures: [String] = []
        for track in 0..<4 {
          failures += await refusal {
            try await cache.store(.numbered(track), for: .numbered(track))
          }
          failures += await refusal {
            if try await cache.analysis(for: .numbered(track)) != nil { throw Wrong("found") }
          }
        }
        guard failures == ["write: " + noLocks] else {
          throw Wrong("\(failures)")
        }
        let tries = locksAsked.load(ordering: .relaxed)
        try await cache.store(.numbered(9), for: .numbered(9))
        guard tries > 0, locksAsked.load(ordering: .relaxed) == tries else {
          throw Wrong("it still asks for locks")
        }
      }
      #expect(try folder.names.allSatisfy { $0.hasPrefix("cache.sqlite") && !$0.contains("trial") })
    }

    @Test(arguments: [ENOLCK, EACCES, EOPNOTSUPP])
    func `statistics and a check give the true reason, each time`(_ code: Int32) async throws {
      let path = folder.path(of: "cache.sqlite")
      try await SQLiteCache(path: path).store(.numbered(1), for: .numbered(1))
      await #expect(processExitsWith: .success) { [path = path as String, code = code as Int32] in
        refuseLocks(code)
        let cache = SQLiteCache(path: path, patience: .milliseconds(20))
        for _ in 0..<2 {
          for failure in [
            await refusal { _ = try await cache.statistics() },
            await refusal { _ = try await cache.verify() },
          ] where failure != ["read: " + noLocks] {
            throw Wrong("\(failure)")
          }
        }
      }
    }

    @Test func `of several simultaneous waiters, only one gets the failure`() async throws {
      let path = folder.path(of: "cache.sqlite")
      try await SQLiteCache(path: path).store(.numbered(1), for: .numbered(1))
      await #expect(processExitsWith: .success) { [path = path as String] in
        refuseLocks(ENOLCK)
        let cache = SQLiteCache(path: path, patience: .milliseconds(200))
        let failures = await withTaskGroup(of: [String].self) { group in
          for track in 0..<8 {
            group.addTask {
              await refusal { try await cache.store(.numbered(track), for: .numbered(track)) }
            }
          }
          return await group.reduce(into: []) { $0 += $1 }
        }
        guard failures.count == 1 else { throw Wrong("\(failures)") }
        let clearing = await refusal { try await cache.removeAll() }
        guard clearing.count == 1 else { throw Wrong("\(clearing)") }
      }
    }

    @Test func `after a few timed-out waits, no store waits until one succeeds`()
      async throws
    {
      let path = folder.path(of: "cache.sqlite")
      await #expect(processExitsWith: .success) { [path = path as String] in
        countLocks()
        let cache = SQLiteCache(path: path, patience: .milliseconds(40))
        try await cache.store(.numbered(1), for: .numbered(1))
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let holder = try DatabaseQueue(path: path, configuration: configuration)
        try await holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN IMMEDIATE") }
        var asked: [Int] = []
        for track in 2..<7 {
          let before = locksAsked.load(ordering: .relaxed)
          let refusal = await refusal {
            try await cache.store(.numbered(track), for: .numbered(track))
          }
          guard refusal == ["write: another process has locked the database"] else {
            throw Wrong("\(refusal)")
          }
          asked.append(locksAsked.load(ordering: .relaxed) - before)
        }
        // The fourth store reopens the file, which takes a few locks; the fifth asks once.
        guard asked[4] < asked[0] else { throw Wrong("\(asked)") }
        try await holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try await cache.store(.numbered(7), for: .numbered(7))
        guard try await cache.rightFindings(amongTracks: 8) == 2 else { throw Wrong("findings") }
      }
    }
  }

  private let noLocks =
    "its file system does not support locks; name a database on a local disk"

  private struct Wrong: Error {
    let what: String
    init(_ what: String) { self.what = what }
  }

  /// The cache's failure and its reason, if it failed.
  private func refusal(_ work: () async throws -> Void) async -> [String] {
    do {
      try await work()
      return []
    } catch {
      let failure = error as? CacheFailure
      return [failure.map { "\($0.operation): \($0.reason)" } ?? "\(error)"]
    }
  }

  private let locksAsked = Atomic(0)
  private let refusedWith = Atomic<Int32>(0)

  private func refuseLocks(_ code: Int32) {
    refusedWith.store(code, ordering: .relaxed)
    countLocks()
  }

  /// Replaces SQLite's `fcntl` with a function that counts the requested locks and can refuse them.
  private func countLocks() {
    typealias Call = @convention(c) (Int32, Int32, UnsafeMutableRawPointer) -> Int32
    let call: Call = { descriptor, command, argument in
      guard command == F_SETLK || command == F_GETLK else {
        return fcntl(descriptor, command, argument)
      }
      locksAsked.add(1, ordering: .relaxed)
      let code = refusedWith.load(ordering: .relaxed)
      guard code != 0 else { return fcntl(descriptor, command, argument) }
      errno = code
      return -1
    }
    let system = sqlite3_vfs_find(nil)
    _ = system?.pointee.xSetSystemCall(
      system, "fcntl", unsafeBitCast(call, to: sqlite3_syscall_ptr.self))
  }
#endif
