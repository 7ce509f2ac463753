import ArgumentParser
import Learning
import LibraryAnalysis
import MasteringModel
import Recommending
import StrictJSON
import SystemCalls
import WireFormat
import YAMLCatalog

/// `mastering profiles suggest-blends`
struct SuggestBlends: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suggest-blends",
    abstract: "Suggest named blends from the most frequent combinations in a library, as YAML.",
    discussion: """
      Prints each combination of profiles that is recommended for several tracks, with its median \
      weights, as a 'blends:' section to edit and add to a profile file. Each description states how \
      many tracks it covers.

      EXAMPLES:
        mastering profiles suggest-blends ~/Music > blends.yaml
      """
        + ExitStatus.help([
          (.done, "combinations were found"), (.failed, "none was found, or a file failed"),
          (.interrupted, "stopped by Ctrl-C"), (.terminated, "stopped by SIGTERM"),
        ]))

  @Argument(help: "Folders of music, or single files.", completion: .directory)
  var folders: [String]

  // The second of each pair of names is the older one.
  @Option(
    name: [.customLong("limit"), .customLong("most")],
    help: ArgumentHelp("Suggest at most this many.", valueName: "count"))
  var limit = 8

  @Option(
    name: [.customLong("min-tracks"), .customLong("fewest")],
    help: ArgumentHelp(
      "Skip combinations recommended for fewer tracks than this.", valueName: "count"))
  var minTracks = 2

  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var window: WindowOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    if limit < 1 || minTracks < 1 {
      throw ValidationError("--limit and --min-tracks must be at least 1.")
    }
  }

  func run() async throws {
    let userSettings = try UserSettings.load()
    let settings = try settingsOptions.settings(userSettings)
    let profiles = try profileSource.load(userSettings)
    let line = ProgressLine(progressOption.progress, printedEvery: .seconds(10))
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings)
    let engine = LiveEngine.make(profiles: profiles, workers: 1, cache: cache, warnings: warnings)
    let outcome = try await FolderRecommendations(
      engine: engine, window: window, settings: settings, line: line
    ).all(in: folders)
    line.finish()
    await cache?.close()
    for failure in outcome.failures { Terminal.write(failure) }
    var found = BlendSuggestions()
    for track in outcome.tracks { found.add(track.recommendation) }
    let suggestions = found.suggestions(atMost: limit, fewest: minTracks)
    guard !suggestions.isEmpty else {
      Terminal.writeProblem(
        outcome.tracks.isEmpty
          ? "the folders contain no audio files"
          : "no combination of profiles occurs twice among \(found.tracks) tracks")
      throw ExitStatus.failed.code
    }
    Terminal.print(ProfileYAML.text(of: suggestions.map(\.blend)), terminator: "")
    if !outcome.failures.isEmpty { throw ExitStatus.failed.code }
  }
}
