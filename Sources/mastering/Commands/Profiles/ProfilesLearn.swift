import ArgumentParser
import AudioDecoding
import Learning
import LearningFiles
import LibraryAnalysis
import MasteringModel
import ProfileCatalog
import Recommending
import StrictJSON
import SystemCalls
import SystemFiles
import WireFormat
import YAMLCatalog

/// `mastering profiles learn`
struct ProfilesLearn: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "learn",
    abstract: "Learn profiles from tracks before and after mastering, or from references.",
    discussion: """
      Matches the files of two folders by path without extension, then by artist, album and title, then \
      by name and a length within 2 seconds. Pairs of different recordings are left out. They are \
      recognised by length and loudness; at least 3 seconds of sound are needed, and longer is more reliable.

      The report compares the profiles' error on held-out pairs with the errors of no change, of the \
      built-in profiles and of the mean of all pairs.

      References have no pairs: the learned profile moves your own music towards them.

      Without -o the profiles go to standard output and the report to standard error.

      With --by-folder, a folder from which nothing can be learned is reported, and the others are learned.

      EXAMPLES:
        mastering profiles learn --before mixes/ --after masters/ -o mine.yaml
        mastering profiles learn --references liked/ --own mixes/ -o towards.yaml
        mastering recommend --profiles mine.yaml --with-built-in song.flac
      """
        + ExitStatus.help([
          (.done, "profiles were learned"),
          (.failed, "there is nothing to learn, or with --by-folder nothing in one of the folders"),
          (.interrupted, "stopped by Ctrl-C; nothing was written"),
          (.terminated, "stopped by SIGTERM; nothing was written"),
        ]))

  @Option(
    help: ArgumentHelp("Tracks before mastering.", valueName: "folder"), completion: .directory)
  var before: String?

  @Option(
    help: ArgumentHelp("The same tracks after mastering.", valueName: "folder"),
    completion: .directory)
  var after: String?

  @Option(
    help: ArgumentHelp("Tracks that yours should sound like.", valueName: "folder"),
    completion: .directory)
  var references: String?

  @Option(
    help: ArgumentHelp("Your own tracks, to compare with --references.", valueName: "folder"),
    completion: .directory)
  var own: String?

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Write the profiles to this file.", valueName: "file"),
    completion: .file(extensions: ["yaml"]))
  var output: String?

  @Flag(help: "Replace the output file if it exists.")
  var force = false

  @Option(help: "The id of the profile. (default: the name of the folder of masters)")
  var id: String?

  @Option(help: "The name of the profile. (default: the name of the folder of masters)")
  var name: String?

  @Flag(
    name: .customLong("by-folder"),
    help: "Learn separately from each folder directly below --before.")
  var byFolder = false

  @OptionGroup var window: WindowOption
  @OptionGroup var settingsOptions: SettingsOptions
  @OptionGroup var cacheOptions: CacheOptions

  @Flag(help: "Print the report as JSON.")
  var json = false

  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    let isPairs = before != nil || after != nil
    let isReferences = references != nil || own != nil
    guard isPairs != isReferences else {
      throw ValidationError("Give either --before and --after, or --references and --own.")
    }
    guard !isPairs || (before != nil && after != nil) else {
      throw ValidationError("--before and --after must be given together.")
    }
    guard !isReferences || (references != nil && own != nil) else {
      throw ValidationError("--references and --own must be given together.")
    }
    if byFolder, !isPairs { throw ValidationError("--by-folder needs --before and --after.") }
    if force, output == nil { throw ValidationError("--force needs -o.") }
    // Measuring takes minutes.
    if let problem = Profile.problem(ofID: id ?? "a", name: name ?? "a") {
      throw ValidationError(
        "\(problem.field == "name" ? "--name" : "--id") \(problem.reason.sentence).")
    }
  }

  func run() async throws {
    // Measuring takes minutes.
    if let output {
      do throws(SystemError) { try NewTextFile.requireRoom(at: output, replacing: force) } catch {
        throw Self.refusal(error, of: output)
      }
    }
    let userSettings = try UserSettings.load()
    let settings = try settingsOptions.settings(userSettings)
    let line = ProgressLine(progressOption.progress, printedEvery: .seconds(10))
    let warnings = CacheWarnings(line: line)
    let cache = LiveEngine.cache(at: cacheOptions.place(userSettings), warnings: warnings)
    let engine = LiveEngine.make(workers: 1, cache: cache, warnings: warnings)
    let desk = LiveEngine.loudnessDesk()
    let window = window
    let study = PairStudy(
      measure: { request in
        do throws(RecommendationFailure) {
          return .success(try await engine.analysis(for: window.request(for: request.path)))
        } catch { return .failure(FailureReport(error)) }
      },
      follow: { request in
        do throws(LoudnessFailure) {
          let wishes = LoudnessWishes(measuresTruePeak: false, keepsHistory: true)
          return .success(
            try await desk.loudness(for: window.request(for: request.path), wishes))
        } catch { return .failure(FailureReport(error)) }
      }, tags: CombinedTagReader(), window: window.window, jobs: FileBatch.cores
    ) { progress in
      line.show(
        Double(progress.done) / Double(max(progress.total, 1)),
        "\(progress.done) of \(progress.total): \(progress.name)")
    }
    let outcome = await learned(by: study, settings)
    line.finish()
    await cache?.close()
    switch outcome {
    case .failure(let failure):
      failure.lines.forEach { Terminal.writeError($0 + "\n") }
      failure.tell()
      throw ExitStatus.failed.code
    case .success(let lesson):
      try tell(lesson)
      lesson.failures.forEach { $0.tell() }
      if !lesson.failures.isEmpty { throw ExitStatus.failed.code }
    }
  }

  // MARK: Learning

  private struct Failure: Error {
    let path: String
    let report: FailureReport
    /// What was left out, if that was found before.
    var lines: [String] = []

    func tell() { Terminal.write(FileProblem(report, about: path)) }
  }

  /// What was learned, and how to report it.
  private struct Lesson {
    var profiles: [Profile] = []
    var lines: [String] = []
    var reports: [JSON.Member] = []
    /// The folders from which nothing could be learned, with --by-folder.
    var failures: [Failure] = []
  }

  private func learned(
    by study: PairStudy, _ settings: RecommendationSettings
  ) async -> Result<Lesson, Failure> {
    do throws(Failure) {
      if let references, let own { return .success(try await towards(references, own, study)) }
      return .success(try await fromPairs(before ?? "", after ?? "", study, settings))
    } catch { return .failure(error) }
  }

  private func fromPairs(
    _ before: String, _ after: String, _ study: PairStudy, _ settings: RecommendationSettings
  ) async throws(Failure) -> Lesson {
    let studied: StudiedPairs
    do throws(StudyFailure) { studied = try await study.pairs(before: before, after: after) } catch
    {
      throw Failure(path: Self.path(of: error) ?? before, report: FailureReport(error))
    }
    var lesson = Lesson()
    lesson.lines += StudyReport(studied: studied).lines
    let folders: [String?] = byFolder ? studied.folders : [nil]
    for folder in folders {
      let part = folder.map { studied.part(in: $0) } ?? studied
      let names = try names(
        beside: after, folder, "\(Self.name(of: before)) → \(Self.name(of: after))")
      do throws(LearningFailure) {
        let known = Set(lesson.profiles.map(\.id))
        let learned = try Self.lesson(from: part.pairs, names, apartFrom: known, settings)
        lesson.profiles += learned.learned.profiles
        lesson.lines += PairLessonReport(lesson: learned, folder: folder, style: .standard).lines
        lesson.reports.append(.init(folder ?? "", learned.payload(of: part)))
      } catch {
        let failure = Failure(
          path: folder.map {
            Self.path(of: $0, in: studied.isOnlyAmongMasters($0) ? after : before)
          } ?? before,
          report: FailureReport(error, of: part), lines: lesson.lines)
        guard let folder, error != .cancelled else { throw failure }
        lesson.failures.append(failure)
        lesson.reports.append(.init(folder, ["error": failure.report.payload]))
      }
    }
    guard !lesson.reports.isEmpty else {
      throw Failure(
        path: before, report: FailureReport(LearningFailure.noPairs, of: studied),
        lines: lesson.lines)
    }
    return lesson
  }

  /// What is learned from pairs under ids that are not taken: folders with different names can give the
  /// same id.
  private static func lesson(
    from pairs: [TrackPair], _ names: LearningNames, apartFrom known: Set<String>,
    _ settings: RecommendationSettings
  ) throws(LearningFailure) -> PairLesson {
    var number = 1
    var own = names
    while true {
      let lesson = try PairLesson(
        from: pairs, own, builtIn: BuiltInProfiles.catalogue, settings: settings)
      if known.isDisjoint(with: lesson.learned.profiles.map(\.id)) { return lesson }
      number += 1
      do throws(InvalidProfile) {
        own = try LearningNames(
          id: "\(names.id)-folder-\(number)", name: names.name, source: names.source,
          version: names.version)
      } catch { throw .profile(error) }
    }
  }

  private func towards(
    _ references: String, _ own: String, _ study: PairStudy
  ) async throws(Failure) -> Lesson {
    var folders: [(fingerprints: [Fingerprint], refused: [RefusedPair])] = []
    for folder in [references, own] {
      do throws(StudyFailure) {
        try PairStudy.requireTwo(references, own)
        folders.append(try await study.tracks(in: folder))
      } catch {
        throw Failure(path: Self.path(of: error) ?? folder, report: FailureReport(error))
      }
    }
    let names = try names(
      beside: references, nil,
      "\(Self.name(of: own)) towards \(Self.name(of: references)), no pairs")
    do throws(LearningFailure) {
      let learned = try ReferenceLesson(
        references: folders[0].fingerprints, own: folders[1].fingerprints, names)
      let refused = folders.flatMap(\.refused)
      let report = learned.payload(
        references: folders[0].fingerprints.count, own: folders[1].fingerprints.count,
        refused: refused)
      return Lesson(
        profiles: [learned.profile],
        lines: StudyReport.lines(of: refused) + [learned.profile.description],
        reports: [.init("", report)])
    } catch {
      throw Failure(
        path: error == .noTracks && !folders[0].fingerprints.isEmpty ? own : references,
        report: FailureReport(error), lines: StudyReport.lines(of: folders.flatMap(\.refused)))
    }
  }

  private func names(
    beside folder: String, _ part: String?, _ source: String
  ) throws(Failure) -> LearningNames {
    let suffix = part.map { $0.isEmpty ? "" : " \($0)" } ?? ""
    let base = name ?? Self.name(of: folder)
    let ending = suffix.isEmpty ? "" : LearningNames.identifier(from: suffix)
    guard let version = ProfileVersion("1.0") else {
      preconditionFailure("The version literal is invalid")
    }
    let heard = window.window.seconds.map { "first \($0.fixed(0)) s" } ?? "whole files"
    do throws(InvalidProfile) {
      return try LearningNames(
        id: id.map { suffix.isEmpty ? $0 : "\($0)-\(ending)" }
          ?? LearningNames.identifier(from: base + suffix),
        name: LearningNames.name(base, followedBy: suffix),
        source: "\(source)\(suffix.isEmpty ? "" : ",\(suffix)"), \(Self.today), \(heard)",
        version: version)
    } catch { throw Failure(path: folder, report: FailureReport(error)) }
  }

  /// The path of a folder below another; its own if it has no name.
  private static func path(of folder: String, in parent: String) -> String {
    folder.isEmpty
      ? parent : parent.utf8.last == UInt8(ascii: "/") ? parent + folder : "\(parent)/\(folder)"
  }

  /// The last component of a folder's path, without resolving links.
  private static func name(of folder: String) -> String {
    let name = folder.utf8.split(separator: UInt8(ascii: "/")).last.flatMap { String($0) }
    let isName = name.map { $0 != "." && $0 != ".." && $0.contains { !$0.isWhitespace } }
    return isName == true ? name ?? "music" : "music"
  }

  /// Today's date on this machine.
  private static var today: String {
    var now = time(nil)
    var parts = tm()
    localtime_r(&now, &parts)
    let two = { (number: Int32) in number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
  }

  private static func path(of failure: StudyFailure) -> String? {
    switch failure {
    case .folder(let problem): problem.path
    case .noAudio(let path), .sameFolder(let path): path
    case .cancelled: nil
    }
  }

  // MARK: Telling

  /// Reports an output that cannot be written.
  private static func refusal(_ error: SystemError, of output: String) -> any Error {
    let advice = error.code == EEXIST ? ". Use --force to replace it." : ""
    Terminal.writeFailure("cannot be written: \(error.text)\(advice)", about: output)
    return ExitStatus.failed.code
  }

  private func tell(_ lesson: Lesson) throws {
    let yaml = ProfileYAML.text(of: lesson.profiles)
    if let output, !lesson.profiles.isEmpty {
      do throws(SystemError) {
        try NewTextFile.write(yaml, to: output, replacing: force)
      } catch { throw Self.refusal(error, of: output) }
    }
    if json {
      let report: JSON =
        byFolder ? .object(lesson.reports) : lesson.reports.first?.value ?? .null
      Terminal.print(report.text(.indented))
    } else if output == nil || lesson.profiles.isEmpty {
      lesson.lines.forEach { Terminal.writeError($0 + "\n") }
      if !lesson.profiles.isEmpty { Terminal.print(yaml, terminator: "") }
    } else {
      lesson.lines.forEach { Terminal.print($0) }
    }
  }
}
