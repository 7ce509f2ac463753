import ArgumentParser
import Caching
import MasteringModel
import StrictJSON
import SystemCalls

/// `mastering cache stats`
struct CacheStats: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Show where the cache is and what it holds.",
    discussion: ExitStatus.section([
      (.done, "the cache was read"), (.failed, "the cache could not be read"),
    ]))

  @OptionGroup var database: DatabasePath

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let statistics = try await database.withDatabase { cache throws(CacheFailure) in
      try await cache.statistics()
    }
    if json {
      Terminal.print(statistics.payload.text(.indented))
      return
    }
    Terminal.print(Style.standard.bold(statistics.path.printable))
    guard statistics.schema != nil else {
      Terminal.print("  The cache is empty.")
      return
    }
    let rows = [
      ("Tracks", String(statistics.tracks)), ("Analyses", String(statistics.analyses)),
      ("Loudness", String(statistics.loudnessMeasurements)),
      ("Size", "\((Double(statistics.bytesOnDisk) / 1_000_000).fixed(1)) MB"),
    ]
    for (name, value) in rows { Terminal.print("  \(name.fitted(to: 10))  \(value)") }
  }
}

extension SQLiteCacheStatistics {
  /// The statistics as an object; `schema` is null if there is no database yet.
  fileprivate var payload: JSON {
    [
      "path": .string(path), "schema": schema.map { .integer($0) } ?? .null,
      "tracks": .integer(tracks), "analyses": .integer(analyses),
      "loudness_measurements": .integer(loudnessMeasurements),
      "bytes_on_disk": .integer(Int(bytesOnDisk)),
    ]
  }
}
