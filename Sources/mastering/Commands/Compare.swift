import ArgumentParser
import MasteringModel
import Recommending
import StrictJSON
import WireFormat

/// `mastering compare`
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare two recordings, such as an original and its remaster.")

  @Argument(help: "The first audio file.", completion: .file())
  var first: String

  @Argument(help: "The audio file to compare with it.", completion: .file())
  var second: String

  @OptionGroup var window: WindowOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var progressOption: ProgressOption

  func run() async throws {
    let settings = try UserSettings.load()
    let profiles = try profileSource.load(settings)
    let batch = FileBatch(
      paths: [first, second], progress: ProgressLine(progressOption.progress))
    let warnings = CacheWarnings(line: batch.progress)
    let cache = LiveEngine.cache(at: cacheOptions.place(settings), warnings: warnings)
    let engine = LiveEngine.make(
      profiles: profiles, workers: batch.workersPerFile, cache: cache, warnings: warnings)
    let window = window
    let collector = Collector()
    try await batch.run(printing: collector, closing: cache) {
      path, progress throws(RecommendationFailure) in
      try await engine.analysis(for: window.request(for: path), progress: progress)
    }
    let fingerprints = collector.analyses.map(\.fingerprint)
    let comparison = FingerprintComparison(of: fingerprints[1], with: fingerprints[0])
    if json {
      Terminal.print(comparison.payload.text(.indented))
      return
    }
    let catalogue = try await engine.catalogue()
    let report = ComparisonReport(
      paths: (first, second), comparison: comparison,
      recommendations: (
        catalogue.recommendation(for: fingerprints[0]),
        catalogue.recommendation(for: fingerprints[1])
      ),
      style: .standard)
    report.lines.forEach { Terminal.print($0) }
  }
}

/// Keeps what came of each file, to be printed together.
private final class Collector: OutcomePrinter {
  private(set) var analyses: [TrackAnalysis] = []

  func show(_ analysis: TrackAnalysis, of path: String) {
    analyses.append(analysis)
  }
}
