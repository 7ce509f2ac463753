import ArgumentParser
import Caching
import MasteringModel
import StrictJSON
import SystemCalls

/// `mastering cache clear`
struct CacheClear: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear", abstract: "Delete everything in the cache.",
    discussion: ExitStatus.section([
      (.done, "the cache is empty"), (.failed, "the cache could not be cleared"),
    ]))

  @OptionGroup var database: DatabasePath

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let removed = try await database.withDatabase { cache throws(CacheFailure) in
      // A database too damaged for counting can still be cleared.
      let statistics = try? await cache.statistics()
      try await cache.removeAll()
      return Removed(path: cache.path, statistics: statistics)
    }
    Terminal.print(json ? removed.payload.text(.indented) : removed.sentence.printable)
  }
}

/// What was forgotten.
private struct Removed {
  let path: String
  /// The previous content; nil if it could not be counted.
  let statistics: SQLiteCacheStatistics?

  var sentence: String {
    guard let statistics else { return "\(path): everything was removed." }
    let analyses = statistics.analyses == 1 ? "1 analysis" : "\(statistics.analyses) analyses"
    let tracks = statistics.tracks == 1 ? "1 track" : "\(statistics.tracks) tracks"
    return "\(path): \(analyses) of \(tracks) removed."
  }

  var payload: JSON {
    [
      "path": .string(path),
      "removed_analyses": statistics.map { .integer($0.analyses) } ?? .null,
      "removed_tracks": statistics.map { .integer($0.tracks) } ?? .null,
    ]
  }
}
