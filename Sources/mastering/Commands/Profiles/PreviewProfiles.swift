import ArgumentParser
import LibraryAnalysis
import MasteringModel
import ProfileCatalog
import Recommending
import StrictJSON
import SystemCalls
import YAMLCatalog

/// `mastering profiles preview`
struct PreviewProfiles: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract:
      "Show what new profiles or your choices would change in a library, before you adopt them.",
    discussion: """
      Compares the current recommendation for each track with the one it would get if the profiles of \
      --new were used as well, or if blends followed your choices (--taste).

      EXAMPLES:
        mastering profiles preview --new mine.yaml ~/Music
        mastering profiles preview --taste ~/Music
      """
        + ExitStatus.help([
          (.done, "every track was compared"), (.failed, "a file failed, or there is no profile"),
          (.interrupted, "stopped by Ctrl-C"), (.terminated, "stopped by SIGTERM"),
        ]))

  @Argument(help: "Folders of music, or single files.", completion: .directory)
  var folders: [String]

  @Option(
    help: ArgumentHelp("New profiles: a folder or a YAML file.", valueName: "path"),
    completion: .file(extensions: ["yaml"]))
  var new: String?

  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var window: WindowOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var tasteOptions: TasteOptions

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    if new == nil, !tasteOptions.isFollowed {
      throw ValidationError("Give --new with profiles, or --taste, or both.")
    }
  }

  func run() async throws {
    let userSettings = try UserSettings.load()
    let settings = try settingsOptions.settings(userSettings)
    let followed = try tasteOptions.followed(by: settings)
    let registry = try profileSource.registry(userSettings)
    var later = registry
    if let new {
      let result = registry.importing(contentsOf: new)
      Terminal.writeProblems(result.problems, of: result.problemCount)
      guard !result.added.isEmpty else {
        Terminal.writeFailure("contains no profiles", about: new)
        throw ExitStatus.failed.code
      }
      later = result.registry
    }
    let catalogues = (try registry.catalogue(), try later.catalogue())
    let line = ProgressLine(progressOption.progress, printedEvery: .seconds(10))
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings)
    let engine = LiveEngine.make(workers: 1, cache: cache, warnings: warnings)
    let outcome = try await FolderRecommendations(
      engine: engine, window: window, settings: settings, line: line
    ).all(in: folders)
    line.finish()
    await cache?.close()
    for failure in outcome.failures { Terminal.write(failure) }
    tell(
      outcome.tracks.map { track in
        let fingerprint = track.recommendation.fingerprint
        return (
          path: track.path, now: catalogues.0.recommendation(for: fingerprint, settings: settings),
          then: catalogues.1.recommendation(for: fingerprint, settings: followed)
        )
      })
    if !outcome.failures.isEmpty { throw ExitStatus.failed.code }
  }

  private func tell(_ tracks: [(path: String, now: Recommendation, then: Recommendation)]) {
    let changed = tracks.filter { $0.now.differs(from: $0.then) }
    if json {
      let list = changed.map { track -> JSON in
        [
          "file": .string(track.path), "now": Self.payload(track.now),
          "then": Self.payload(track.then),
        ]
      }
      Terminal.print(
        (["tracks": .integer(tracks.count), "changed": .array(list)] as JSON).text(.indented))
      return
    }
    for track in changed {
      Terminal.print(
        "\(track.path.printable)\n    \(Self.words(track.now))\n  → \(Self.words(track.then))")
    }
    Terminal.print(
      Style.standard.bold(
        "\(changed.count) of \(tracks.count) tracks would get a different recommendation"))
  }

  private static func words(_ recommendation: Recommendation) -> String {
    let change = recommendation.recommendedChange
    let name =
      recommendation.isFallback
      ? "no profile"
      : (recommendation.isHybrid ? "a hybrid led by " : "")
        + recommendation.primaryProfile.name.printable
    return "\(name) (\(change.loudnessDB.fixed(2, signed: true)) dB, "
      + "\(change.crestDB.fixed(2, signed: true)) dB, \(change.centroidHz.fixed(1, signed: true)) Hz)"
  }

  private static func payload(_ recommendation: Recommendation) -> JSON {
    let change = recommendation.recommendedChange
    return [
      "primary_profile_id": .string(recommendation.primaryProfile.id),
      "is_hybrid": .bool(recommendation.isHybrid), "is_fallback": .bool(recommendation.isFallback),
      "loudness_change": .number(change.loudnessDB), "crest_change": .number(change.crestDB),
      "centroid_change": .number(change.centroidHz),
    ]
  }
}
