import AudioFixtures
import Foundation
import MasteringModel
import StrictJSON
import Testing

@Suite(.takesTurns(at: .process)) struct AnalyzeCommandTests {
  private let folder: TemporaryFolder
  private let music: String

  init() throws {
    folder = try TemporaryFolder()
    music = try folder.albums()
  }

  private static let names = TemporaryFolder.albumContents.flatMap(\.1)

  /// Runs the command with a cache shared by all runs of a test.
  private func run(_ arguments: String...) async throws -> MasteringProcess {
    try await MasteringProcess.run(
      ["analyze", "--progress", "never"] + arguments,
      environment: ["XDG_CACHE_HOME": folder.path(of: "cache")])
  }

  // MARK: Report

  @Test func `the report shows the albums, the profiles and the confidences`() async throws {
    let run = try await run(music)
    #expect(run.status == 0)
    #expect(run.errors == "")
    let lines = run.outputLines
    #expect(lines.first?.hasPrefix("6 files in 2 folders after ") == true)
    #expect(lines.contains("       6  analysed"))
    #expect(lines.contains { $0.hasPrefix("\(music)/Loops ") && $0.contains("      4   −16.79") })
    #expect(lines.contains { $0.hasPrefix("All") && $0.contains("      6 ") })
    #expect(lines.contains { $0.hasSuffix("1  Hi-Res Masters - Modernization with Expansion") })
    #expect(lines.contains { $0.hasSuffix("1  no profile resembles them") })
    #expect(lines.contains { $0.hasSuffix("70 to  80 %") })
  }

  @Test func `a second run analyses nothing`() async throws {
    _ = try await run(music)
    let again = try await run(music)
    #expect(again.status == 0)
    #expect(again.outputLines.contains("       6  from the cache"))
    #expect(!again.output.contains("  analysed"))
  }

  @Test func `a folder without audio is not a failure`() async throws {
    let empty = try folder.folder("empty")
    let run = try await run(empty)
    #expect(run.status == 0)
    #expect(run.output == "No audio files found\n")
  }

  @Test func `a folder of other files reports what they are`() async throws {
    let other = try folder.folder("other")
    for name in ["a.jpg", "b.JPG", "c.txt", "README"] { try folder.file("other/\(name)") }
    let run = try await run(other)
    #expect(run.output == "No audio files found among 4 files (2 .jpg, 1 .txt, 1 other)\n")
  }

  // MARK: A map

  /// The data in a map's page.
  private static func data(of page: String) throws -> JSON {
    let start = try #require(
      page.firstRange(of: #"<script id="data" type="application/json">"#)?.upperBound)
    let end = try #require(page[start...].firstRange(of: "</script>")?.lowerBound)
    return try JSON.parse(String(page[start..<end]))
  }

  @Test func `the map has every track with what recommend says, and needs nothing else`()
    async throws
  {
    let map = folder.path(of: "map.html")
    let run = try await run("--map", map, music)
    #expect(run.status == 0)
    let page = String(decoding: try folder.bytes(of: "map.html"), as: UTF8.self)
    let document = try Self.data(of: page)
    let tracks = try #require(document["tracks"]?.elements)
    #expect(tracks.count == 6)
    for track in tracks {
      let path = try #require(track["path"]?.asString)
      let single = try await MasteringProcess.run("recommend", "--json", path)
      let told = try JSON.parse(single.output)
      #expect(track["fingerprint"] == told["fingerprint"], "\(path)")
      let expected: JSON =
        told["is_fallback"] == .bool(true) ? .null : told["primary_profile_id"] ?? .null
      #expect(track["profile_id"] == expected, "\(path)")
    }
    #expect(document["profiles"]?.elements?.count == 7)
    // The page fetches nothing: it has no URL and imports no module.
    for outside in ["http:", "https:", " src=", "import ", "export ", "@import"] {
      #expect(!page.contains(outside), "\(outside)")
    }
  }

  @Test func `a map that cannot be written is a reported failure`() async throws {
    let run = try await run("--map", folder.path(of: "nowhere/map.html"), music)
    #expect(run.status == 1)
    #expect(run.errors.contains("nowhere/map.html: cannot be written: No such file or directory"))
  }

  @Test func `the sounds of a map are found wherever it lies, and so are parts of a file`()
    async throws
  {
    _ = try folder.clips("set", count: 1, seconds: 3)
    try folder.file(
      "set/01.cue",
      text: """
        FILE "01.wav" WAVE
          TRACK 01 AUDIO
            INDEX 01 00:00:00
          TRACK 02 AUDIO
            INDEX 01 00:01:15
        """)
    _ = try folder.clips("a #1%", count: 1)
    _ = try folder.folder("out")
    let run = try await MasteringProcess.run(
      [
        "-c",
        #"cd "$1" && exec "$0" analyze --no-cache --progress never --map out/map.html set 'a #1%'"#,
        MasteringProcess.executable, folder.path,
      ], program: "/bin/sh")
    #expect(run.status == 0, "\(run.errors)")
    let page = String(decoding: try folder.bytes(of: "out/map.html"), as: UTF8.self)
    let tracks = try #require(try Self.data(of: page)["tracks"]?.elements)
    #expect(
      tracks.map { $0["path"]?.asString } == ["set/01.wav/01", "set/01.wav/02", "a #1%/01.wav"])
    let sounds = try tracks.map { try #require($0["sound"]?.asString) }
    #expect(sounds.allSatisfy { $0.hasPrefix("file:///") })
    let ends = ["/set/01.wav#t=0.0000,1.2000", "/set/01.wav#t=1.2000", "/a%20%231%25/01.wav"]
    for (sound, end) in zip(sounds, ends) { #expect(sound.hasSuffix(end), "\(sound)") }
  }

  @Test func `a map replaces a file only with --force, and says so before it listens`()
    async throws
  {
    let map = try folder.file("map.html", text: "mine")
    let refused = try await run("--map", map, music)
    #expect(refused.status == 1)
    #expect(refused.output == "")
    #expect(refused.errors.contains("cannot be written: File exists. Use --force to replace it."))
    #expect(try folder.bytes(of: "map.html") == Array("mine".utf8))
    #expect(try await run("--force", "--map", map, music).status == 0)
    #expect(try folder.bytes(of: "map.html").starts(with: "<!doctype".utf8))
    #expect(try await run("--force", music).status == 64)
  }

  // MARK: Machine-readable output

  @Test func `the JSON has each file in order, as in recommend`() async throws {
    let run = try await run("--json", music)
    #expect(run.status == 0)
    let files = try #require(try LibraryDocument(run.output).files)
    #expect(files.map(\.name) == Self.names)
    #expect(files.allSatisfy { $0.fromCache == false })
    for file in files {
      let single = try await MasteringProcess.run("recommend", "--json", file.file)
      let document = try RecommendationDocument(single.output)
      #expect(file.fingerprint == document.fingerprint)
      #expect(file.primaryProfileId == document.primaryProfileID)
      #expect(file.isHybrid == document.isHybrid)
    }
  }

  @Test func `an album's mean and deviation are those of its tracks`() async throws {
    let document = try LibraryDocument(try await run("--json", music).output)
    #expect(document.folders.map(\.folder) == ["\(music)/Loops", "\(music)/Sounds"])
    #expect(document.folders.map(\.answered) == [4, 2])
    let files = try #require(document.files)
    for (folder, tracks) in zip(document.folders, [files[0..<4], files[4..<6]]) {
      for metric in FingerprintMetric.allCases.map(\.rawValue) {
        let values = try tracks.map { try #require($0.fingerprint?[metric]) }
        let mean = values.reduce(0, +) / Double(values.count)
        let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        let statistics = try #require(folder.fingerprint?[metric])
        // A different formula for the same value; both are within a few roundings of the exact one.
        #expect(abs(statistics.mean - mean) <= 1e-12 * abs(mean))
        #expect(
          abs(statistics.deviation - (squares / Double(values.count)).squareRoot())
            <= 1e-9 * abs(mean))
      }
    }
  }

  @Test func `the summary counts the outcomes of the files`() async throws {
    _ = try await run("\(music)/Sounds")
    try folder.file("albums/broken.wav", text: "not audio")
    let run = try await run("--json", music, "/nowhere")
    #expect(run.status == 1)
    let summary = try LibraryDocument(run.output).summary
    #expect(summary.files == 7)
    #expect(summary.measured == 4)
    #expect(summary.fromCache == 2)
    #expect(summary.failed == 1)
    #expect(summary.notReached == 0)
    #expect(!summary.isInterrupted)
    #expect(summary.single + summary.hybrid + summary.fallback == 6)
    #expect(summary.confidenceHistogram.reduce(0, +) == 6 - summary.fallback)
    try #require(run.errorLines.map { $0.prefix(11) } == ["mastering: ", "mastering: "])
    #expect(run.errorLines[0].contains("broken.wav: is not audio that can be read"))
    #expect(run.errorLines[1].contains("/nowhere: there is no such file or folder"))
  }

  @Test func `JSON lines are one line per file and a last one with the summary`() async throws {
    let run = try await run("--ndjson", music)
    let lines = run.outputLines
    #expect(lines.count == 7)
    #expect(try Set(lines.dropLast().map { try LibraryFile($0).name }) == Set(Self.names))
    let last = try LibraryDocument(try #require(lines.last))
    #expect(last.folders.map(\.answered) == [4, 2])
    #expect(last.summary.measured == 6)
    // The same objects as in the single document.
    let whole = try await self.run("--json", music)
    let elements = whole.outputLines.dropFirst().prefix(6).map {
      content($0.hasSuffix(",") ? $0.dropLast() : $0)
    }
    #expect(Set(elements) == Set(lines.dropLast().map { content($0) }))
  }

  @Test func `comma-separated values have a header and one row per file, in order`() async throws {
    try folder.file("albums/broken.wav", text: "not audio")
    let run = try await run("--csv", music)
    #expect(run.status == 1)
    let rows = run.outputLines.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    try #require(rows.count == 8)
    #expect(rows[0].starts(with: ["file", "error", "from_cache", "analysed_seconds"]))
    try #require(rows.allSatisfy { $0.count == rows[0].count && $0.count > 1 })
    #expect(rows[1][0] == Substring("\(music)/broken.wav"))
    #expect(rows[1][1] == "unsupported_format")
    #expect(
      rows.dropFirst(2).map { $0[0].split(separator: "/").last.map(String.init) } == Self.names)
    let loudness = try #require(rows[0].firstIndex(of: "loudness_dbfs"))
    let document = try LibraryDocument(try await self.run("--json", music).output)
    #expect(
      rows.dropFirst(2).map { Double($0[loudness]) }
        == document.files?.dropFirst().map { $0.fingerprint?["loudness_dbfs"] })
  }

  @Test(arguments: ["1", "2", "5"])
  func `the answers do not depend on the number of jobs`(jobs: String) async throws {
    let run = try await run("--csv", "--no-cache", "--jobs", jobs, music)
    let reference = try await self.run("--csv", "--no-cache", music)
    #expect(run.output == reference.output)
  }

  // MARK: File selection

  @Test func `every format that can be read is found by its name`() async throws {
    let all = try folder.folder("formats")
    let clip = AudioClip.noise(amplitude: 0.3, frames: 9600, sampleRateHz: 48_000)
    for format in AudioFileFormat.all {
      try FileManager.default.moveItem(
        atPath: try format.write(clip, as: "clip", in: folder),
        toPath: "\(all)/\(format.name("clip"))")
    }
    let document = try LibraryDocument(try await run("--json", all).output)
    #expect(document.summary.files == AudioFileFormat.all.count)
    #expect(document.summary.failed == 0)
  }

  @Test func `--all-files tries files not named like audio and skips those that are not audio`()
    async throws
  {
    let all = try folder.folder("all")
    let clip = AudioClip.noise(frames: 4410)
    try folder.file("all/clip", clip, as: .integer16)
    try folder.file("all/cover.jpg", text: "no audio")
    try folder.file("all/empty", text: "")
    let run = try await run("--json", "--all-files", all)
    #expect(run.status == 0)
    let document = try LibraryDocument(run.output)
    #expect(document.files?.map(\.name) == ["clip"])
    #expect(document.summary.passedOver == 2)
    // But a file named like audio that is not audio is a failure.
    try folder.file("all/x.wav", text: "no audio")
    #expect(try await self.run("--all-files", all).status == 1)
  }

  @Test(arguments: ["\n", "\0"])
  func `--files-from takes files and folders from a list`(separator: String) async throws {
    let names = ["\(music)/Sounds", "\(music)/Loops/loop_mika.flac"]
    let list = try folder.file("list", text: names.joined(separator: separator))
    let run = try await run("--json", "--files-from", list)
    #expect(run.status == 0)
    #expect(
      try LibraryDocument(run.output).files?.map(\.name) == [
        "bass_voxy_c.flac", "drum_roll.flac", "loop_mika.flac",
      ])
  }

  @Test func `a missing list is reported`() async throws {
    let run = try await run("--files-from", "/nowhere/list")
    #expect(run.status == 1)
    #expect(run.errors.hasPrefix("mastering: /nowhere/list: the list cannot be read: "))
  }

  @Test func `links to folders are reported and are not a failure`() async throws {
    _ = try folder.link("albums/again", to: "Loops")
    let run = try await run("--json", music)
    #expect(run.status == 0)
    #expect(try LibraryDocument(run.output).summary.files == 6)
    #expect(run.errors.contains("albums/again: is a link to a folder and was not followed"))
  }

  // MARK: Command line

  private static let mistakes: [(arguments: [String], word: String)] = [
    ([], "folder"), (["--jobs", "0", "x"], "--jobs"), (["--jobs", "two", "x"], "--jobs"),
    (["--json", "--csv", "x"], "--csv"), (["--cache", "", "x"], "--cache"),
    (["--cache", "x.sqlite", "--no-cache", "x"], "combined"),
    (["--sidecar", "--no-cache", "x"], "combined"), (["--top-k", "0", "x"], "--top-k must be"),
  ]

  @Test(arguments: mistakes)
  func `a wrong command line is reported and ends with 64`(
    arguments: [String], word: String
  ) async throws {
    let run = try await MasteringProcess.run(["analyze"] + arguments)
    #expect(run.status == 64)
    #expect(run.output == "")
    #expect(run.errors.contains(word))
  }

  @Test func `help names the options and the exit statuses`() async throws {
    let run = try await MasteringProcess.run("analyze", "--help")
    #expect(run.status == 0)
    for word in [
      "--jobs", "--json", "--ndjson", "--csv", "--cache", "--no-cache", "--sidecar", "--files-from",
      "--all-files", "EXIT STATUS", "130", "Ctrl-C", "subfolders",
    ] {
      #expect(run.output.contains(word))
    }
  }

  @Test(arguments: ["--csv", "--json", nil])
  func `a name cannot control the terminal`(format: String?) async throws {
    let odd = try folder.folder("odd\u{1B}[2J")
    try folder.file("odd\u{1B}[2J/a\u{7}.wav", .noise(frames: 4410), as: .integer16)
    try folder.file("odd\u{1B}[2J/b\u{1B}]0;x\u{7}.wav", text: "no audio")
    let terminal = ["analyze", odd] + (format.map { [$0] } ?? [])
    let run = try await MasteringProcess.runOnTerminal(
      terminal, environment: ["NO_COLOR": "1", "XDG_CACHE_HOME": folder.path(of: "cache")])
    #expect(run.status == 1)
    let shown = (run.output + run.errors).unicodeScalars.filter { $0 != "\n" && $0 != "\r" }
    #expect(!shown.contains { $0.properties.generalCategory == .control })
  }
}
