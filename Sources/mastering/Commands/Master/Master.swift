import ArgumentParser
import AudioEncoding
import Concurrency
import MasteringModel
import Recommending
import Rendering
import StrictJSON
import WireFormat

/// `mastering master`
struct Master: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Apply a recommendation, and measure the result.",
    discussion: """
      Changes loudness, crest factor and brightness by the amounts that the recommendation predicts, \
      writes the result, and reports how much of each change was reached and what limited the rest. \
      The source file is never modified.

      If peaks would exceed the ceiling, the track becomes less loud (--policy level) or its peaks are \
      limited (--policy crest).

      EXAMPLES:
        mastering master song.flac -o better.flac
        mastering master --dry-run song.flac
        mastering master --intensity 50 --ceiling -2 song.wav -o gentle.wav
        mastering master --like reference.flac song.flac -o alike.flac
        mastering master album/*.flac -o mastered/
        mastering master --settings equalizer-apo song.flac > config.txt
      """)

  @Argument(help: "The audio files.", completion: .file())
  var files: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to this file, whose ending names the format (.wav, .flac, .aiff, .caf), or into this folder.",
      valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(name: .customLong("dry-run"), help: "Print the report without writing a file.")
  var isDryRun = false

  @Option(
    help: ArgumentHelp(
      "Write no audio; print the equaliser and the gain for another program: ffmpeg, equalizer-apo, easyeffects or camilladsp. Dynamics are missing there.",
      valueName: "program"))
  var settings: EqualiserName?

  @Flag(help: "Replace files that exist.")
  var force = false

  @OptionGroup var asks: RenderingAskOptions
  @OptionGroup var limits: RenderingLimitOptions
  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var window: WindowOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions

  @Option(help: ArgumentHelp("Print the report as text or json.", valueName: "format"))
  var report = ReportStyle.text

  @OptionGroup var progressOption: ProgressOption

  enum ReportStyle: String, ExpressibleByArgument, CaseIterable {
    case text, json
  }

  func validate() throws {
    if let ceiling = settingsOptions.ceiling { _ = try truePeakCeiling(ceiling) }
    if settings != nil {
      guard output == nil, !isDryRun, report == .text, files.count == 1 else {
        throw ValidationError(
          "--settings prints the settings for one file, and goes with neither --output, --dry-run nor "
            + "--report.")
      }
      return
    }
    guard isDryRun != (output != nil) else {
      throw ValidationError(
        isDryRun
          ? "--dry-run writes nothing, so it cannot be combined with --output."
          : "Say where to write with --output, or use --dry-run or --settings.")
    }
  }

  /// The ceiling, in the range that a rendering can keep to.
  private func truePeakCeiling(_ dBTP: Double) throws -> TruePeakCeiling {
    do throws(InvalidTruePeakCeiling) {
      return try TruePeakCeiling(dBTP: dBTP)
    } catch {
      throw ValidationError(FailureReport(error).sentence.sentenceCased + ".")
    }
  }

  func run() async throws {
    let userSettings = try UserSettings.load()
    let recommended = try settingsOptions.settings(userSettings)
    let profiles = try profileSource.load(userSettings)
    let destinations = try RenderingDestinations(files: files, output: output)
    let batch = FileBatch(paths: files, progress: ProgressLine(progressOption.progress))
    let warnings = CacheWarnings(line: batch.progress)
    let cache = LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings)
    let engine = LiveEngine.make(
      profiles: profiles, workers: batch.workersPerFile, cache: cache, warnings: warnings)
    let change = try await asks.change(engine: engine, settings: recommended, window: window)
    let work = MasterWork(
      change: change, asks: asks, limits: limits,
      ceiling: try truePeakCeiling(recommended.ceilingDBTP),
      renderer: LiveEngine.renderer, force: force)
    let line = batch.progress
    let isAlone = files.count == 1
    let show: @Sendable (RenderingProgress, String) -> Void = { progress, path in
      if isAlone { line.show(progress.fraction, "\(progress.stage.rawValue)  \(path)") }
    }
    if let settings {
      let printer: any OutcomePrinter<EqualiserSettings> = EqualiserPrinter(format: settings.format)
      try await batch.run(printing: printer, closing: cache) { path, _ in
        await work.settings(of: path) { show($0, path) }
      }
      return
    }
    let printer: any OutcomePrinter<RenderingReport> =
      report == .json
      ? JSONOutcomePrinter(isAlone: files.count == 1) { $0.payload }
      : RenderingPrinter(destinations: destinations)
    try await batch.run(printing: printer, closing: cache) { path, _ in
      await work.outcome(of: path, to: destinations[path]) { show($0, path) }
    }
  }
}
