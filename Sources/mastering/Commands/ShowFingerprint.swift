import ArgumentParser
import MasteringModel
import Recommending
import StrictJSON
import WireFormat

/// `mastering fingerprint`
struct ShowFingerprint: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint",
    abstract: "Print the seven measurements that a recommendation is based on.")

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
