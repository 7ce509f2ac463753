internal import ArgumentParser
internal import LibraryAnalysis
internal import MasteringModel
internal import Recommending
internal import SystemCalls

/// `mastering analyze`
struct Analyze: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Analyse whole folders of music and sum up what they hold.",
    discussion: """
      Finds the audio files in the folders and the folders in them by their names, listens to those \
      that the cache does not know, and shows mean and standard deviation of each metric for every \
      folder, and which profiles were recommended. What is hidden is passed over; a link to a file \
      counts, a link to a folder is not followed. The deviation is that of the tracks there are \
      (population).

      Ctrl-C stops it and sums up what was done; the next run goes on from there, because every file \
      is remembered as soon as it is done.

      EXAMPLES:
        mastering analyze ~/Music
        mastering analyze --csv ~/Music > music.csv
        find ~/Music -newer last-run -print0 | mastering analyze --files-from - --ndjson
      """
        + ExitStatus.help([
          (.done, "every file was answered"),
          (.failed, "a file failed or a folder could not be read; the others were answered"),
          (.interrupted, "it was stopped by Ctrl-C"),
          (.terminated, "it was stopped by SIGTERM"),
        ]))

  @Argument(help: "Folders with music in them; files too.", completion: .directory)
  var folders: [String] = []

  @Option(
    name: .customLong("files-from"),
    help: ArgumentHelp(
      "Take folders and files from this list too, one a line or ended by zero bytes; - for standard input.",
      valueName: "file"),
    completion: .file())
  var list: String?

  @Flag(
    name: .customLong("all-files"),
    help: "Try every file, whatever its name ends in; those that are no audio are passed over.")
  var takesAllFiles = false

  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var window: WindowOption
  @OptionGroup var profileSource: ProfileSource
  @OptionGroup var cacheOptions: CacheOptions

  @Option(
    help:
      "Work on so many files at a time; more than there are cores gain nothing. (default: one per core)"
  )
  var jobs: Int?

  @Flag(
    help:
      "How to print: one JSON document; JSON lines as files are done, and a last one with the summary; or comma-separated values."
  )
  var format: LibraryFormat?

  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    if folders.isEmpty, list == nil {
      throw ValidationError("Name a folder, or a list of files with --files-from.")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs needs at least 1.") }
  }

  func run() async throws {
    let settings = try settingsOptions.settings()
    let profiles = try profileSource.load()
    let names = folders + (try list.map(Self.paths(listedIn:)) ?? [])
    let line = ProgressLine(progressOption.progress, printedEvery: .seconds(10))
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place, warnings: warnings)
    let listened = ListenedFiles()
    let engine = LiveEngine.make(
      profiles: profiles, workers: 1, cache: cache, warnings: warnings, listened: listened)
    let catalogue = try await engine.catalogue()
    let session = LibrarySession(names: names, takesAllFiles: takesAllFiles, line: line) { files in
      LibraryRun(
        files: files, engine: engine, listened: listened, catalogue: catalogue,
        settings: settings, window: window, passesOverOtherFiles: takesAllFiles,
        jobs: jobs ?? FileBatch.cores, progress: LibraryProgress(of: files.count, on: line))
    }
    let end = await session.run(printing: LibraryFormat.printer(for: format)) {
      warnings.silence()
    }
    await cache?.close()
    if let ending = ExitStatus.ending(with: end.exitStatus) { throw ending }
  }

  /// The folders and files that a list names.
  private static func paths(listedIn list: String) throws -> [String] {
    do throws(SystemError) {
      return PathList.paths(in: try InputFile.bytes(of: list))
    } catch {
      Terminal.writeFailure("the list cannot be read: \(error.text)", about: list)
      throw ExitStatus.failed.code
    }
  }
}

/// How the outcome of a library is printed, where it is not for a person.
enum LibraryFormat: EnumerableFlag {
  case json, ndjson, csv

  static func printer(for format: LibraryFormat?) -> any LibraryPrinter {
    switch format {
    case nil: LibraryReportPrinter()
    case .json: LibraryJSONPrinter()
    case .ndjson: LibraryNDJSONPrinter()
    case .csv: LibraryCSVPrinter()
    }
  }
}
