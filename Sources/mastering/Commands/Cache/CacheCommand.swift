import ArgumentParser
import Caching
import MasteringModel

/// `mastering cache`
struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Inspect and clear the cache of measurements.",
    discussion: """
      The cache is $XDG_CACHE_HOME/adaptive-mastering/cache.sqlite, or in ~/.cache if that variable \
      is not set. It is safe to delete: what is missing is measured again.
      """,
    subcommands: [CacheStats.self, CacheClear.self, VerifyCache.self])
}

extension DatabasePath {
  /// Runs a closure with the database.
  ///
  /// - Throws: ``ExitStatus/failed`` where there is no place for one, or it cannot be used; why is
  /// said.
  func withDatabase<Value>(
    _ body: (SQLiteCache) async throws(CacheFailure) -> Value
  ) async throws -> Value {
    let database = try database(UserSettings.load())
    let outcome: Result<Value, CacheFailure>
    do throws(CacheFailure) {
      outcome = .success(try await body(database))
    } catch {
      outcome = .failure(error)
    }
    await database.close()
    switch outcome {
    case .success(let value): return value
    case .failure(let failure):
      Terminal.writeFailure(failure.reason, about: database.path)
      throw ExitStatus.failed.code
    }
  }

  private func database(_ settings: UserSettings) throws -> SQLiteCache {
    let problem: String
    switch place(settings) {
    case .none: problem = "there is none: the settings say 'cache = none'"
    case .sidecars:
      problem = "there is no database: the settings say 'cache = sidecar'"
    case .database(let path):
      if let database = LiveEngine.database(at: path, warnings: CacheWarnings()) {
        return database
      }
      problem = LiveEngine.noCacheFolder
    }
    Terminal.writeProblem("cache: \(problem). Name a file with --cache.")
    throw ExitStatus.failed.code
  }
}
