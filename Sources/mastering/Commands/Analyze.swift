import ArgumentParser
import LibraryAnalysis
import MasteringModel
import Recommending
import Synchronization
import SystemCalls
import SystemFiles

/// `mastering analyze`
struct Analyze: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Analyse folders of music and summarize them.",
    discussion: """
      Searches the folders and their subfolders for audio files, analyses those that are not in the \
      cache, and prints for each folder the mean and the standard deviation of every metric and the \
      recommended profiles. Hidden files and folders are skipped. Links to files are \
      followed, links to folders are not. \
      A file divided by a CUE sheet counts as a folder that contains its tracks. The deviation is the \
      population standard deviation.

      Ctrl-C stops the analysis and prints a summary of what is done. Each file is stored in the \
      cache as soon as it is analysed, so the next run resumes where this one stopped.

      EXAMPLES:
        mastering analyze ~/Music
        mastering analyze --csv ~/Music > music.csv
        mastering analyze --loudness ~/Music
        mastering analyze --map map.html ~/Music
        find ~/Music -newer log -print0 | mastering analyze --files-from - --csv

      With --worker, answers each line of standard input (a path, a file URI, or an object with id \
      and path) with one line of JSON, in input order. Use this to spread a catalogue over several \
      machines. Nothing is cached then unless --cache or --sidecar is given.
        mastering analyze --worker < paths.txt > answers.ndjson
        mastering analyze --worker --shard 2/4 < paths.txt > second-quarter.ndjson
      """
        + ExitStatus.help([
          (.done, "every file was processed"),
          (.failed, "a file failed or a folder could not be read; the others were processed"),
          (.interrupted, "stopped by Ctrl-C"),
          (.terminated, "stopped by SIGTERM"),
        ]))

  @Argument(help: "Folders of music, or single files.", completion: .directory)
  var folders: [String] = []

  @Option(
    name: .customLong("files-from"),
    help: ArgumentHelp(
      "Also take folders and files from this list, separated by newlines or NUL bytes; - reads standard input.",
      valueName: "file"),
    completion: .file())
  var list: String?

  @Flag(
    name: .customLong("all-files"),
    help: "Try every file regardless of its extension, and skip those that are not audio.")
  var takesAllFiles = false

  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var window: WindowOption
  @OptionGroup var sheets: SheetOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var tasteOptions: TasteOptions

  @Flag(
    name: .customLong("worker"),
    help: "Answer each line of standard input with one line of JSON, in the same order.")
  var isWorker = false

  @Option(
    help: ArgumentHelp(
      "With --worker: answer only the i-th of every n lines, counted from 1.", valueName: "i/n"),
    transform: Shard.init(argument:))
  var shard: Shard?

  @Option(
    help:
      "Analyse this many files at a time. More than one per core gains nothing. (default: one per core)"
  )
  var jobs: Int?

  @Flag(
    help:
      "Print one JSON document, one JSON object per line as files finish (the summary last), or comma-separated values."
  )
  var format: LibraryFormat?

  @Option(
    help: ArgumentHelp(
      "Also write a map to this file, a self-contained HTML page: every track as a point, every "
        + "profile as a box.", valueName: "file"),
    completion: .file(extensions: ["html"]))
  var map: String?

  @Flag(help: "Replace the file of --map if it exists.")
  var force = false

  @OptionGroup var loudnessOption: LoudnessOption
  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    if isWorker {
      guard folders.isEmpty, list == nil, !takesAllFiles, format == nil, map == nil else {
        throw ValidationError(
          "--worker reads what to analyse from standard input and prints lines of JSON, so it takes no "
            + "folders, no list, no format and no map.")
      }
    } else if shard != nil {
      throw ValidationError("--shard needs --worker.")
    } else if folders.isEmpty, list == nil {
      throw ValidationError("Name a folder, or a list of files with --files-from.")
    }
    if force, map == nil { throw ValidationError("--force needs --map.") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs must be at least 1.") }
  }

  func run() async throws {
    let userSettings = try UserSettings.load()
    let settings = try tasteOptions.followed(by: settingsOptions.settings(userSettings))
    if isWorker { return try await work(userSettings, settings) }
    // Said before hours of work, not after them.
    if let map {
      do throws(SystemError) { try NewTextFile.requireRoom(at: map, replacing: force) } catch {
        throw Self.refusal(error, ofMapAt: map)
      }
    }
    let profiles = try profileSource.load(userSettings)
    let names = folders + (try list.map(Self.paths(listedIn:)) ?? [])
    let line = ProgressLine(progressOption.progress, printedEvery: .seconds(10))
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings)
    let listened = ListenedFiles()
    let engine = LiveEngine.make(
      profiles: profiles, workers: 1, cache: cache, warnings: warnings, listened: listened)
    let catalogue = try await engine.catalogue()
    let desk = LiveEngine.loudnessDesk(cache: cache, warnings: warnings)
    let loudness = loudnessOption.wishes
    let points = Mutex<[FolderRecommendations.Track]>([])
    let isMapped = map != nil
    var session = LibrarySession(
      names: names, takesAllFiles: takesAllFiles, parts: sheets.reader, line: line
    ) { files in
      LibraryRun(
        files: files, engine: engine, desk: desk, loudness: loudness, listened: listened,
        catalogue: catalogue,
        settings: settings, window: window, passesOverOtherFiles: takesAllFiles,
        jobs: jobs ?? FileBatch.cores, progress: LibraryProgress(of: files.count, on: line))
    }
    session.seen = { record in
      guard isMapped, case .analysed(let track) = record.outcome else { return }
      points.withLock {
        $0.append(
          FolderRecommendations.Track(path: record.path, recommendation: track.recommendation))
      }
    }
    let end = await session.run(
      printing: LibraryFormat.printer(for: format, hasLoudness: loudness != nil)
    ) {
      warnings.silence()
    }
    await cache?.close()
    if let map {
      let page = LibraryMap(
        tracks: points.withLock(\.self), catalogue: catalogue, parts: sheets.reader
      ).html
      do throws(SystemError) { try NewTextFile.write(page, to: map, replacing: force) } catch {
        throw Self.refusal(error, ofMapAt: map)
      }
    }
    if let ending = ExitStatus.ending(with: end.exitStatus) { throw ending }
  }

  private func work(_ userSettings: UserSettings, _ settings: RecommendationSettings) async throws {
    let warnings = CacheWarnings()
    let cache =
      cacheOptions.isNamed
      ? LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings) : nil
    let engine = LiveEngine.make(
      profiles: try profileSource.load(userSettings), workers: 1, cache: cache, warnings: warnings)
    let worker = LineWorker(
      engine: engine, desk: LiveEngine.loudnessDesk(cache: cache, warnings: warnings),
      loudness: loudnessOption.wishes, catalogue: try await engine.catalogue(), settings: settings,
      window: window, jobs: jobs ?? FileBatch.cores)
    do throws(SystemError) {
      let input = WorkerInput(Descriptor(number: STDIN_FILENO), shard: shard ?? .whole)
      try await worker.run(input) { Terminal.print($0) }
    } catch {
      await cache?.close()
      Terminal.writeProblem("standard input cannot be read: \(error.text)")
      throw ExitStatus.failed.code
    }
    await cache?.close()
  }

  /// Says why the map is not written.
  private static func refusal(_ error: SystemError, ofMapAt path: String) -> any Error {
    let advice = error.code == EEXIST ? ". Use --force to replace it." : ""
    Terminal.writeFailure("cannot be written: \(error.text)\(advice)", about: path)
    return ExitStatus.failed.code
  }

  /// The folders and files in a list.
  private static func paths(listedIn list: String) throws -> [String] {
    let bytes: [UInt8]?
    do throws(SystemError) { bytes = try InputFile.bytes(of: list) } catch {
      Terminal.writeFailure("the list cannot be read: \(error.text)", about: list)
      throw ExitStatus.failed.code
    }
    guard let bytes else {
      Terminal.writeFailure(
        "the list is larger than \(InputFile.limitBytes >> 20) MiB; split it", about: list)
      throw ExitStatus.failed.code
    }
    return PathList.paths(in: bytes)
  }
}

extension Shard {
  /// A shard as an argument.
  fileprivate init(argument: String) throws {
    guard let shard = Shard(argument) else {
      throw ValidationError("Give i/n, such as 2/4: the second of four shards.")
    }
    self = shard
  }
}

/// Output formats for programs.
enum LibraryFormat: EnumerableFlag {
  case json, ndjson, csv

  static func printer(for format: LibraryFormat?, hasLoudness: Bool) -> any LibraryPrinter {
    switch format {
    case nil: LibraryReportPrinter()
    case .json: LibraryJSONPrinter()
    case .ndjson: LibraryNDJSONPrinter()
    case .csv: LibraryCSVPrinter(hasLoudness: hasLoudness)
    }
  }
}
