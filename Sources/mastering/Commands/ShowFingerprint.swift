import ArgumentParser
import MasteringModel
import Recommending
import StrictJSON
import WireFormat
import SystemCalls

/// `mastering fingerprint`
struct ShowFingerprint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint",
    abstract: "Print the seven measurements that a recommendation is based on.",
    discussion: ExitStatus.section([
      (.done, "every file was measured"), (.failed, "a file failed; the others were measured"),
    ]))

  @Argument(help: "The audio files.", completion: .file())
  var files: [String]

  @OptionGroup var window: WindowOption
  @OptionGroup var sheets: SheetOption
  @OptionGroup var cacheOptions: CacheOptions

  @Flag(help: "Print JSON: an object for one file, an array for several.")
  var json = false

  @OptionGroup var progressOption: ProgressOption

  func run() async throws {
    let files = sheets.tracks(in: files)
    let batch = FileBatch(paths: files, progress: ProgressLine(progressOption.progress))
    let warnings = CacheWarnings(line: batch.progress)
    let cache = LiveEngine.cache(
      at: cacheOptions.place(try UserSettings.load()), warnings: warnings)
    let engine = LiveEngine.make(
      workers: batch.workersPerFile, cache: cache, warnings: warnings)
    let window = window
    let printer: any OutcomePrinter<TrackAnalysis> =
      json ? JSONOutcomePrinter(isAlone: files.count == 1) { $0.payload } : FingerprintPrinter()
    try await batch.run(printing: printer, closing: cache) {
      path, progress throws(RecommendationFailure) in
      let analysis = try await engine.analysis(for: window.request(for: path), progress: progress)
      batch.progress.warn(of: analysis, path)
      return analysis
    }
  }
}

private struct FingerprintPrinter: OutcomePrinter {
  private var isFirst = true

  mutating func show(_ analysis: TrackAnalysis, of path: String) {
    if !isFirst { Terminal.print() }
    isFirst = false
    let report = FingerprintReport(path: path, analysis: analysis, style: .standard)
    report.lines.forEach { Terminal.print($0) }
  }
}

/// A fingerprint as text, one line per metric.
struct FingerprintReport {
  let path: String
  let analysis: TrackAnalysis
  let style: Style

  /// The lines to print.
  var lines: [String] {
    [style.bold(path.printable), "  \(style.dim(heard))", ""]
      + FingerprintMetric.allCases.map { metric in
        let value = analysis.fingerprint[metric].fixed(metric.decimals)
        return "  \(metric.name.sentenceCased.fitted(to: 18))  \(value.rightAligned(to: 10)) "
          + metric.unit
      }
  }

  private var heard: String {
    let channels =
      switch analysis.channels {
      case 1: "mono"
      case 2: "stereo"
      default: "\(analysis.channels) channels"
      }
    let length = analysis.durationSeconds.map { " of \($0.fixed(1)) s" } ?? ""
    let partial = analysis.isPartial ? ", which ends early" : ""
    return "\(analysis.analysedSeconds.fixed(1)) s\(length)\(partial), "
      + "\(analysis.sampleRateHz) Hz \(channels)"
  }
}
