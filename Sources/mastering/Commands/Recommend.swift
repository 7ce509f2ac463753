import ArgumentParser
import MasteringModel
import Recommending
import StrictJSON
import WireFormat

/// `mastering recommend`
struct Recommend: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Recommend how to master audio files.",
    discussion: """
      For one file, prints the recommendation and the reasons for it; for several, a table. A file \
      divided by a CUE sheet, beside or inside it, counts as one file per track.

      EXAMPLES:
        mastering recommend song.flac
        mastering recommend --threshold 0.6 *.flac
        mastering recommend --whole song.flac
        mastering recommend album.cue
        mastering recommend album.flac/03
        mastering recommend --loudness *.flac
        mastering recommend --json song.flac | jq .weighted_profiles
      """
        + ExitStatus.help([
          (.done, "every file has a recommendation"),
          (.failed, "a file failed; the others were analysed"),
        ]))

  @Argument(help: "The audio files.", completion: .file())
  var files: [String]

  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var window: WindowOption
  @OptionGroup var sheets: SheetOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var tasteOptions: TasteOptions

  @Flag(help: "Print JSON: an object for one file, an array for several.")
  var json = false

  @Flag(
    help: "Analyse the whole song as well, and report whether that changes the recommendation.")
  var whole = false

  @OptionGroup var loudnessOption: LoudnessOption
  @OptionGroup var progressOption: ProgressOption

  func run() async throws {
    let userSettings = try UserSettings.load()
    let settings = try tasteOptions.followed(by: settingsOptions.settings(userSettings))
    let profiles = try profileSource.load(userSettings)
    let files = sheets.tracks(in: files)
    let batch = FileBatch(paths: files, progress: ProgressLine(progressOption.progress))
    let warnings = CacheWarnings(line: batch.progress)
    let cache = LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings)
    let engine = LiveEngine.make(
      profiles: profiles, workers: batch.workersPerFile, cache: cache, warnings: warnings)
    let desk = LiveEngine.loudnessDesk(cache: cache, warnings: warnings)
    let window = window
    let comparesWhole = whole
    let wishes = loudnessOption.wishes
    let printer: any OutcomePrinter<SongRecommendation> =
      json
      ? JSONOutcomePrinter(isAlone: files.count == 1) { $0.payload }
      : RecommendationPrinter(paths: files, wishes: wishes)
    try await batch.run(printing: printer, closing: cache) {
      path, progress throws(RecommendationFailure) in
      let request = window.request(for: path)
      let (analysis, loudness) = try await engine.analysis(
        for: request, wishes, at: desk, progress: progress)
      // A recommendation does not include problems with the file.
      batch.progress.warn(of: analysis, path)
      let recommendation = try await engine.catalogue().recommendation(
        of: analysis, settings: settings)
      guard comparesWhole else {
        return SongRecommendation(recommendation: recommendation, loudness: loudness, song: nil)
      }
      let all = AnalysisRequest(
        path: path, window: .all, allowsPartialAudio: window.allowsPartialAudio)
      return SongRecommendation(
        recommendation: recommendation, loudness: loudness,
        song: WholeSong(
          part: recommendation,
          whole: try await engine.recommendation(for: all, settings: settings, progress: progress)))
    }
  }
}

/// A report for one file, a table for several.
private struct RecommendationPrinter: OutcomePrinter {
  private let style = Style.standard
  private let table: RecommendationTable?
  private var hasHeader = false

  init(paths: [String], wishes: LoudnessWishes?) {
    table =
      paths.count > 1
      ? RecommendationTable(paths: paths, wishes: wishes, style: style) : nil
  }

  mutating func show(_ song: SongRecommendation, of path: String) {
    let recommendation = song.recommendation
    if let table {
      // Without a row there is nothing for it to head.
      if !hasHeader { Terminal.print(table.header) }
      hasHeader = true
      Terminal.print(table.row(path, recommendation, song.loudness))
      if let whole = song.song, !whole.isSame {
        whole.lines(style).dropFirst().prefix(1).forEach { Terminal.print($0) }
      }
    } else {
      let report = RecommendationReport(
        path: path, recommendation: recommendation, loudness: song.loudness, style: style)
      (report.lines + (song.song?.lines(style) ?? [])).forEach { Terminal.print($0) }
    }
  }
}

extension RecommendationEngine {
  /// The analysis of a file, with its loudness if requested.
  func analysis(
    for request: AnalysisRequest, _ wishes: LoudnessWishes?, at desk: LoudnessDesk,
    progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(RecommendationFailure) -> (TrackAnalysis, TrackLoudness?) {
    guard let wishes else { return (try await analysis(for: request, progress: progress), nil) }
    let both = try await analysis(for: request, loudnessBy: desk, wishes, progress: progress)
    return (both.analysis, both.loudness)
  }
}
