internal import ArgumentParser
internal import MasteringModel
internal import Recommending
internal import StrictJSON
internal import WireFormat

/// `mastering recommend`
struct Recommend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recommend how to master audio files.",
    discussion: """
      For one file it says what to do and why; for several it prints a table.

      EXAMPLES:
        mastering recommend song.flac
        mastering recommend --threshold 0.6 *.flac
        mastering recommend --json song.flac | jq .weighted_profiles
      """)

  @Argument(help: "The audio files.", completion: .file())
  var files: [String]

  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var window: WindowOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions

  @Flag(help: "Print JSON: an object for one file, an array for several.")
  var json = false

  @OptionGroup var progressOption: ProgressOption

  func run() async throws {
    let settings = try settingsOptions.settings()
    let profiles = try profileSource.load()
    let batch = FileBatch(paths: files, progress: ProgressLine(progressOption.progress))
    let warnings = CacheWarnings(line: batch.progress)
    let cache = LiveEngine.cache(at: cacheOptions.place, warnings: warnings)
    let engine = LiveEngine.make(
      profiles: profiles, workers: batch.workersPerFile, cache: cache, warnings: warnings)
    let window = window
    let printer: any OutcomePrinter<Recommendation> =
      json
      ? JSONOutcomePrinter(isAlone: files.count == 1) { $0.payload() }
      : RecommendationPrinter(paths: files)
    try await batch.run(printing: printer, closing: cache) {
      path, progress throws(RecommendationFailure) in
      let request = window.request(for: path)
      // A recommendation does not say what is wrong with the file.
      let analysis = try await engine.analysis(for: request, progress: progress)
      batch.progress.warn(of: analysis, path)
      return cache == nil
        ? try await engine.recommendation(for: analysis.fingerprint, settings: settings)
        : try await engine.recommendation(for: request, settings: settings)
    }
  }
}

/// A report for one file, a table for several.
private struct RecommendationPrinter: OutcomePrinter {
  private let style = Style.standard
  private let table: RecommendationTable?

  init(paths: [String]) {
    table = paths.count > 1 ? RecommendationTable(paths: paths, style: style) : nil
  }

  func begin() {
    if let table { Terminal.print(table.header) }
  }

  mutating func show(_ recommendation: Recommendation, of path: String) {
    if let table {
      Terminal.print(table.row(path, recommendation))
    } else {
      let report = RecommendationReport(path: path, recommendation: recommendation, style: style)
      report.lines.forEach { Terminal.print($0) }
    }
  }
}
