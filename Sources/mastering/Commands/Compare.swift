import ArgumentParser
import MasteringModel
import Recommending
import StrictJSON
import WireFormat
import SystemCalls

/// `mastering compare`
struct Compare: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare two recordings, such as an original and its remaster.",
    discussion: ExitStatus.section([
      (.done, "the two were compared"), (.failed, "one of them could not be measured"),
    ]))

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

/// Collects the outcome of each file, to be printed together.
private final class Collector: OutcomePrinter {
  private(set) var analyses: [TrackAnalysis] = []

  func show(_ analysis: TrackAnalysis, of path: String) {
    analyses.append(analysis)
  }
}

/// Two fingerprints side by side, as text.
struct ComparisonReport {
  let paths: (String, String)
  let comparison: FingerprintComparison
  let recommendations: (Recommendation, Recommendation)
  let style: Style

  /// The lines to print.
  var lines: [String] {
    [
      style.bold(
        "\("".fitted(to: 20))\(heading(paths.0))\(heading(paths.1))\("Difference".rightAligned(to: 16))"
      )
    ]
      + FingerprintMetric.allCases.map { metric in
        let values = [
          comparison.first[metric].fixed(metric.decimals),
          comparison.second[metric].fixed(metric.decimals),
          comparison.difference(in: metric).fixed(metric.decimals, signed: true),
        ].map { $0.rightAligned(to: 16) }
        return metric.name.sentenceCased.fitted(to: 20) + values.joined()
          + " \(metric.differenceUnit)"
      } + ["", comparison.summary, ""]
      + [resemblance(paths.0, recommendations.0), resemblance(paths.1, recommendations.1)]
  }

  private func heading(_ path: String) -> String {
    let name =
      path.utf8.split(separator: UInt8(ascii: "/")).last
      .map { String(decoding: $0, as: UTF8.self) } ?? path
    return name.printable.count > 15
      ? " " + name.printable.fitted(to: 15) : name.printable.rightAligned(to: 16)
  }

  private func resemblance(_ path: String, _ recommendation: Recommendation) -> String {
    guard let best = recommendation.ranking.first else {
      return "\(path.printable) resembles no profile."
    }
    let percent = ConfidenceLevel.percent(ofScore: best.similarity.score)
    return "\(path.printable) resembles \(best.profile.name.printable) at \(percent)."
  }
}
