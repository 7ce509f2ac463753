import ArgumentParser
import AudioDecoding
import Concurrency
import LibraryAnalysis
import MasteringModel
import Recommending
import StrictJSON
import SystemFiles
import WireFormat

/// `mastering loudness`
struct ShowLoudness: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "loudness",
    abstract: "Measure the loudness (LUFS), loudness range and peaks of audio files.",
    discussion: """
      Prints integrated loudness and the largest momentary (400 ms) and short-term (3 s) loudness as \
      defined in ITU-R BS.1770-4 and EBU Tech 3341, loudness range as defined in EBU Tech 3342, and the \
      sample peak and true peak of the loudest channel, for the whole file. Mono is measured as one \
      channel: the same signal in two channels is 3 LU louder. For a folder, measures the audio files in \
      it; for a file divided by a CUE sheet, its tracks. Measurements are cached, except those of --album.

      TARGETS:
      \(LoudnessTarget.help)

      EXAMPLES:
        mastering loudness song.flac
        mastering loudness --target streaming *.flac
        mastering loudness --check ebu programme.wav || echo 'not for broadcast'
        mastering loudness --album ~/Music/album
      """
        + ExitStatus.help([
          (.done, "every file was measured, and meets the target of --check"),
          (.failed, "a file could not be measured; the others were"),
          (.fallsShort, "with --check: a file misses the target"),
        ]))

  @Argument(help: "Audio files, or folders of them.", completion: .file())
  var paths: [String]

  // Unconditional: a target such as -14 begins like an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Show the gain needed to reach this target: a number of LUFS, streaming, podcast, ebu or replaygain.",
      valueName: "target"),
    transform: LoudnessTarget.init(argument:))
  var target: LoudnessTarget?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Exit with status 2 unless every file already meets this target.", valueName: "target"),
    transform: LoudnessTarget.init(argument:))
  var check: LoudnessTarget?

  @Flag(help: "Also measure all files as one, as ReplayGain does for an album.")
  var album = false

  @Flag(
    name: .customLong("no-true-peak"),
    help: "Skip the true peak, which saves a few percent of the time.")
  var omitsTruePeak = false

  @Option(
    name: .customLong("max-duration"),
    help: ArgumentHelp(
      "Measure this many seconds from the start. (default: all)", valueName: "seconds"))
  var seconds: Double?

  @Flag(
    name: .customLong("allow-partial"), help: "Measure truncated files up to where they end.")
  var allowsPartialAudio = false

  @Flag(
    help:
      "Print JSON: an object for one file, an array for several, and with --album an object with both."
  )
  var json = false

  @OptionGroup var sheets: SheetOption
  @OptionGroup var cacheOptions: CacheOptions
  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    if let seconds, (try? AnalysisWindow.first(seconds: seconds)) == nil {
      throw ValidationError("--max-duration must be a number of seconds above 0.")
    }
  }

  func run() async throws {
    let files = try filesToMeasure()
    let batch = FileBatch(paths: files, progress: ProgressLine(progressOption.progress))
    let warnings = CacheWarnings(line: batch.progress)
    let cache = LiveEngine.cache(
      at: cacheOptions.place(try UserSettings.load()), warnings: warnings)
    let desk = LiveEngine.loudnessDesk(cache: cache, warnings: warnings)
    let measuresAnew = album
    let window = try seconds.map { try AnalysisWindow.first(seconds: $0) } ?? .all
    let wishes = LoudnessWishes(measuresTruePeak: !omitsTruePeak)
    let allowsPartialAudio = allowsPartialAudio
    var printer = printer(for: files)
    var measured: [TrackLoudness] = []
    var (hasFailed, isShort) = (false, false)
    printer.begin()
    await batch.run { path, progress in
      do throws(LoudnessFailure) {
        let request = AnalysisRequest(
          path: path, window: window, allowsPartialAudio: allowsPartialAudio)
        let loudness = try await desk.loudness(
          for: request, wishes, measuresAnew: measuresAnew, progress: progress)
        return Result<TrackLoudness, LoudnessFailure>.success(loudness)
      } catch {
        return .failure(error)
      }
    } handle: { path, outcome in
      switch outcome {
      case .success(let loudness):
        if album { measured.append(loudness) }
        isShort = isShort || check.map { !$0.isMet(by: loudness.signal) } ?? false
        printer.show(loudness, of: path)
      case .failure(let failure):
        hasFailed = true
        let report = FailureReport(failure)
        Terminal.write(FileProblem(report, about: path, offersPartial: true))
        printer.showFailure(report, of: path)
      }
    }
    printer.end(album: album ? AlbumLoudness(of: measured, at: desk) : nil)
    await cache?.close()
    if hasFailed { throw ExitStatus.failed.code }
    if isShort { throw ExitStatus.fallsShort.code }
  }

  private func printer(for files: [String]) -> any LoudnessPrinter {
    json
      ? LoudnessJSONPrinter(isAlone: files.count == 1 && !album, hasAlbum: album)
      : LoudnessTable(paths: files, target: target ?? check, style: .standard)
  }

  /// The named files, and those in the named folders.
  private func filesToMeasure() throws -> [String] {
    var files: [String] = []
    for path in paths {
      guard isFolder(path) else {
        files.append(path)
        continue
      }
      var finder = LibraryFinder()
      finder.search(path)
      files += finder.files.map { $0 }
    }
    guard !files.isEmpty else {
      Terminal.writeFailure("contains no audio files", about: paths.first ?? "")
      throw ExitStatus.failed.code
    }
    return sheets.tracks(in: files)
  }
}

extension LoudnessTarget {
  /// A target as an argument: a name, or a number of LUFS.
  fileprivate init(argument: String) throws {
    if let known = Self.named.first(where: { $0.name == argument }) {
      self = known
      return
    }
    guard let loudness = Double(argument), (-70...0).contains(loudness) else {
      let names = Self.named.map(\.name).joined(separator: ", ")
      throw ValidationError("Give a loudness from -70 to 0 LUFS, or one of: \(names).")
    }
    self = LoudnessTarget(
      name: argument, integratedLUFS: loudness, toleranceLU: 0.5, ceilingDBTP: -1,
      source: "the command line")
  }

  /// The named targets, one per line.
  fileprivate static var help: String {
    named.map { target in
      let tolerance = target.toleranceLU.map { " ±\($0.fixed(1))" } ?? " or less"
      return "  \(target.name.fitted(to: 11)) \(target.integratedLUFS.fixed(0)) LUFS\(tolerance), "
        + "\(target.ceilingDBTP.fixed(0)) dBTP: \(target.source)"
    }.joined(separator: "\n")
  }
}
