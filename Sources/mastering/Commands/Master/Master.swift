import ArgumentParser
import LibraryAnalysis
import LoudnessMetering
import MasteringModel
import Recommending
import Rendering
import SystemCalls
import SystemFiles
import WireFormat

/// `mastering master`
struct Master: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Apply a recommendation, and measure the result.",
    discussion: """
      Changes loudness, crest factor and brightness by the amounts that the recommendation predicts, \
      writes the result, and reports how much of each change was achieved and what limited the rest. \
      Tags and cover art are copied. The source file is never modified.

      If peaks would exceed the ceiling, the track is made quieter (--policy level) or its peaks are \
      limited (--policy crest).

      For a folder, masters the audio files in it and its subfolders, and writes them under the same \
      paths into the folder that --output names. An interrupted file leaves nothing behind; with \
      --resume, the next run continues where this one stopped.

      EXAMPLES:
        mastering master song.flac -o better.flac
        mastering master --dry-run song.flac
        mastering master --intensity 50 --ceiling -2 song.wav -o gentle.wav
        mastering master --target-lufs -14 --check-codecs song.flac -o stream.flac
        mastering master --like reference.flac song.flac -o alike.flac
        mastering master --album album/*.flac -o mastered/
        mastering master --resume ~/Music -o ~/Mastered
        mastering master --settings equalizer-apo song.flac > config.txt
      """
        + ExitStatus.help([
          (.done, "every file was mastered, now or earlier"),
          (.failed, "a file failed or a folder could not be read; the others were mastered"),
          (.interrupted, "stopped by Ctrl-C; finished files are complete"),
          (.terminated, "stopped by SIGTERM; finished files are complete"),
        ]))

  @Argument(help: "The audio files, or folders of them.", completion: .file())
  var paths: [String]

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "Write to this file, whose extension names the format (.wav, .flac, .aiff, .caf), or into this folder.",
      valueName: "path"),
    completion: .file())
  var output: String?

  @Flag(name: .customLong("dry-run"), help: "Print the report without writing a file.")
  var isDryRun = false

  @Option(
    help: ArgumentHelp(
      "Write no audio; print the equaliser and the gain for another program: ffmpeg, equalizer-apo, easyeffects or camilladsp. Dynamics are not included.",
      valueName: "program"))
  var settings: EqualiserName?

  @Flag(help: "Replace files that exist.")
  var force = false

  @Flag(help: "Skip files whose result exists and is up to date; replace older results.")
  var resume = false

  @Flag(name: .customLong("no-tags"), help: "Do not copy text fields and pictures.")
  var omitsTags = false

  @Flag(
    name: .customLong("check-codecs"),
    help: "Also report the true peak after AAC, Opus and MP3 at 128 kbit/s (needs FFmpeg).")
  var checksCodecs = false

  @OptionGroup var asks: RenderingAskOptions
  @OptionGroup var limits: RenderingLimitOptions
  @OptionGroup var settingsOptions: RecommendationOptions<RenderingCeiling>
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
      guard output == nil, !isDryRun, report == .text, paths.count == 1, !asks.album else {
        throw ValidationError(
          "--settings prints the settings for one file, and cannot be combined with --output, --dry-run, "
            + "--album or --report.")
      }
      return
    }
    guard isDryRun != (output != nil) else {
      throw ValidationError(
        isDryRun
          ? "--dry-run writes nothing, so it cannot be combined with --output."
          : "Give --output, or use --dry-run or --settings.")
    }
    if checksCodecs {
      guard output != nil else {
        throw ValidationError("--check-codecs encodes the result, so it needs --output.")
      }
      guard CodecCheck() != nil else {
        throw ValidationError("--check-codecs needs FFmpeg, which is not installed.")
      }
    }
  }

  /// The ceiling, within the range for renderings.
  private func truePeakCeiling(_ dBTP: Double) throws -> TruePeakCeiling {
    do throws(InvalidTruePeakCeiling) {
      return try TruePeakCeiling(dBTP: dBTP)
    } catch {
      let words = FailureReport(error).sentence
      // The settings file may set a lower one, which other commands can use.
      guard settingsOptions.ceiling == nil, let file = SettingsPlace.current.path else {
        throw ValidationError(words.sentenceCased + ".")
      }
      Terminal.writeFailure("\(words). Pass --ceiling, or change the file.", about: file)
      throw ExitStatus.wrongCommandLine.code
    }
  }

  func run() async throws {
    // A file that exceeds this user's size limit is an error like a full disk, not the end of this
    // process.
    signal(SIGXFSZ, SIG_IGN)
    let userSettings = try UserSettings.load()
    let recommended = try settingsOptions.settings(userSettings)
    let profiles = try profileSource.load(userSettings)
    let line = ProgressLine(progressOption.progress, printedEvery: .seconds(10))
    let sources = try sources(line)
    let batch = FileBatch(paths: sources.files, progress: line)
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings)
    let engine = LiveEngine.make(
      profiles: profiles, workers: batch.workersPerFile, cache: cache, warnings: warnings)
    let change = try await asks.change(engine: engine, settings: recommended, window: window)
    let work = MasterWork(
      change: change, asks: asks, limits: limits,
      ceiling: try truePeakCeiling(recommended.ceilingDBTP), renderer: LiveEngine.renderer,
      readFiles: readFiles(sources.files), force: force, resumes: resume,
      makesFolders: sources.makesFolders, keepsTags: !omitsTags,
      codecs: checksCodecs ? CodecCheck() : nil)
    let isAlone = sources.files.count == 1
    let show: @Sendable (RenderingProgress, String) -> Void = { progress, path in
      if isAlone { line.show(progress.fraction, "\(progress.stage.rawValue)  \(path)") }
    }
    if let settings {
      let printer: any OutcomePrinter<EqualiserSettings> = EqualiserPrinter(format: settings.format)
      try await batch.run(printing: printer, closing: cache, allowsPartial: false) { path, _ in
        await work.settings(of: path) { show($0, path) }
      }
      return
    }
    let albums = asks.album ? await albumGains(of: batch, work, show) : nil
    let printer: any OutcomePrinter<MasterOutcome> =
      report == .json ? JSONOutcomePrinter(isAlone: isAlone) { $0.payload } : RenderingPrinter()
    do {
      try await batch.run(printing: printer, closing: cache, allowsPartial: false) { path, _ in
        await work.outcome(
          of: path, to: sources[path], albumGainDB: albums.map { $0[albumFolder(of: path)] ?? 0 }
        ) { show($0, path) }
      }
    } catch {
      tell(sources.problems)
      throw error
    }
    tell(sources.problems)
    if !sources.problems.isEmpty { throw ExitStatus.failed.code }
  }

  /// The named files, and those in the named folders.
  private func sources(_ line: ProgressLine) throws -> MasterSources {
    let sources: MasterSources
    do throws(MasterSourcesFailure) {
      sources = try MasterSources(paths, output: output) { count in
        line.show(nil, "Looking for audio files: \(count)")
      }
    } catch {
      switch error {
      case .twoForOne(let one, let other, let destination):
        throw ValidationError(
          "\(one.printable) and \(other.printable) would both become \(destination.printable).")
      }
    }
    if sources.files.isEmpty {
      tell(sources.problems)
      if sources.problems.isEmpty {
        Terminal.writeFailure("contains no audio files", about: paths[0])
      }
      throw ExitStatus.failed.code
    }
    return sources
  }

  /// The numbers of all files that are read; none if nothing is replaced anyway.
  private func readFiles(_ sources: [String]) -> Set<FileNumber> {
    guard force || resume else { return [] }
    return Set(
      (sources + [asks.like].compactMap(\.self)).compactMap(FileNumber.init(ofSourceAt:)))
  }

  private func tell(_ problems: [FinderProblem]) {
    for problem in problems { Terminal.write(FileProblem(problem)) }
  }

  /// The gain of each folder's tracks. A track that fails here fails again later, and is reported
  /// then.
  private func albumGains(
    of batch: FileBatch, _ work: MasterWork,
    _ show: @escaping @Sendable (RenderingProgress, String) -> Void
  ) async -> [String: Double] {
    var albums: [String: AlbumLevel] = [:]
    await batch.run { path, _ in
      await work.unlevelled(path) { show($0, path) }
    } handle: { path, outcome in
      guard case .success(let report) = outcome else { return }
      albums[albumFolder(of: path), default: AlbumLevel()].add(report)
    }
    return albums.mapValues { album in
      album.gainDB(
        targetLUFS: asks.targetLUFS, policy: limits.policy.policy, ceiling: work.ceiling,
        meter: Ebur128Meter())
    }
  }
}
