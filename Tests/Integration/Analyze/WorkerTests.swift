import AudioFixtures
import StrictJSON
import Testing

/// LIB-1 to LIB-4, tested on the command.
@Suite(.takesTurns(at: .process)) struct WorkerTests {
  private let folder: TemporaryFolder
  private let files: [String]

  init() throws {
    folder = try TemporaryFolder()
    let music = try folder.albums()
    files = TemporaryFolder.albumContents.flatMap { album, names in
      names.map { "\(music)/\(album)/\($0)" }
    }
  }

  /// The answers to lines.
  private func answers(_ lines: [String], _ arguments: String...) async throws -> [String] {
    let input = try folder.file("lines", text: lines.map { $0 + "\n" }.joined())
    let run = try await MasteringProcess.run(
      [
        "-c", "exec \"$0\" analyze --worker \"$@\" < '\(input)'", MasteringProcess.executable,
      ] + arguments, program: "/bin/sh")
    #expect(run.status == 0)
    #expect(run.errors == "")
    return run.outputLines.map(String.init)
  }

  private var odd: [String] {
    [
      "", "\(folder.path(of: "none.flac"))", "{", #"{"id":[1],"path":"x"}"#, #"{"id":1.50}"#,
      "s3://bucket/song.flac", "file://elsewhere/song.flac", "file:///%zz",
    ]
  }

  @Test func `each line has one answer, in order, with its id`() async throws {
    let lines =
      files + odd
      + [
        #"{"id":7,"path":"\#(files[0])"}"#, "file://\(files[0])",
        #"{"id":null,"fingerprint":{"loudness_dbfs":-14,"peak_dbfs":-1,"crest_db":13,"spectral_centroid":3200,"spectral_rolloff":7000,"zero_crossing_rate":0.075,"spectral_spread":2800}}"#,
      ]
    let answers = try await answers(lines).map { try JSON.parse($0) }
    #expect(answers.count == lines.count)
    let ids: [JSON?] =
      files.map { .string($0) }
      + [
        "", .string("\(folder.path(of: "none.flac"))"), .null, .null, .numeral("1.50"),
        "s3://bucket/song.flac", "file://elsewhere/song.flac", "file:///%zz", .integer(7),
        .string("file://\(files[0])"), .null,
      ]
    #expect(answers.map { $0["id"] } == ids)
    for (answer, isError) in zip(
      answers, files.map { _ in false } + odd.map { _ in true } + [false, false, false])
    {
      #expect((answer["error"] != nil) == isError)
      #expect((answer["primary_profile_id"] == nil) == isError)
    }
    #expect(answers[0]["fingerprint"] == answers[files.count + odd.count + 1]["fingerprint"])
  }

  @Test func `an answer is the same for any number of shards and jobs`() async throws {
    let lines = files + odd + files
    let whole = try await answers(lines, "--jobs", "1")
    #expect(try await answers(lines, "--jobs", "4") == whole)
    var shards: [[String]] = []
    for shard in 1...3 { shards.append(try await answers(lines, "--shard", "\(shard)/3")) }
    let merged = lines.indices.map { shards[$0 % 3][$0 / 3] }
    #expect(merged == whole)
  }

  @Test(arguments: ["0/2", "3/2", "1", "a/b", "1/0"])
  func `an invalid shard is refused`(_ shard: String) async throws {
    let run = try await MasteringProcess.run("analyze", "--worker", "--shard", shard)
    #expect(run.status == 64)
  }

  @Test func `a map is refused, because a worker has no library`() async throws {
    let map = folder.path(of: "map.html")
    let run = try await MasteringProcess.run("analyze", "--worker", "--map", map)
    #expect(run.status == 64)
    #expect(run.errors.contains("no map"))
  }
}
