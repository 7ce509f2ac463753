import AudioFixtures
import StrictJSON
import Testing

/// `mastering profiles learn`: what is learned, and what is said where nothing can be.
@Suite(.takesTurns(at: .process)) struct LearnCommandTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ arguments: String...) async throws -> MasteringProcess {
    try await MasteringProcess.run(
      ["profiles", "learn", "--no-cache", "--progress", "never"] + arguments)
  }

  /// A folder of files.
  private func music(_ name: String, _ files: [String: AudioClip]) throws -> String {
    _ = try folder.folder(name)
    for (file, clip) in files { _ = try folder.file("\(name)/\(file)", clip, as: .integer16) }
    return folder.path(of: name)
  }

  private func loop(_ name: String, _ gain: Float = 1) throws -> AudioClip {
    try AudioClip(decoding: Repository.example("loop_\(name).flac")).amplified(by: gain)
  }

  @Test func `a profile is learned and compared, and unmatched files are named`() async throws {
    let before = try music(
      "mixes",
      ["a.wav": try loop("garzul"), "b.wav": try loop("mika"), "alone.wav": try loop("mika")])
    let after = try music(
      "masters", ["a.wav": try loop("garzul", 0.5), "b.wav": try loop("mika", 0.5)])
    let output = folder.path(of: "mine.yaml")
    let told = try await run("--before", before, "--after", after, "-o", output, "--json")
    #expect(told.status == 0)
    let report = try JSON.parse(told.output)
    let change = try #require(report["change"]?["loudness_db"]?.asDouble)
    #expect(abs(change + 6.0206) < 0.01)
    #expect(report["unmatched_before"] == ["alone.wav"])
    #expect(report["is_few"] == .bool(true))
    let used = try await MasteringProcess.run("profiles", "check", output)
    #expect(used.status == 0)
    let refused = try await run("--before", before, "--after", after, "-o", output)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("File exists. Use --force to replace it."))
  }

  @Test func `without a match, the files of both folders are named`() async throws {
    let before = try music("mixes", ["a.wav": try loop("garzul")])
    let after = try music("masters", ["b.wav": try loop("garzul")])
    let told = try await run("--before", before, "--after", after)
    #expect(told.status == 1)
    #expect(told.output.isEmpty)
    #expect(told.errors.contains("no file in one folder matches a file in the other"))
    #expect(told.errors.contains("Without a master: a.wav"))
    #expect(told.errors.contains("Without an original: b.wav"))
  }

  @Test func `where every pair is left out, the reason is given`() async throws {
    let silence = AudioClip.silence(frames: 44_100)
    let before = try music("mixes", ["a.wav": silence])
    let after = try music("masters", ["a.wav": silence])
    let told = try await run("--before", before, "--after", after)
    #expect(told.status == 1)
    #expect(told.errors.contains("the only pair was left out; a.wav has no audio"))
    #expect(!told.errors.contains("matches"))
  }

  @Test func `different recordings of one name are told apart, also short ones`() async throws {
    let seconds = 44_100 * 5
    let one = try loop("garzul").cut(to: 0..<seconds)
    let other = try loop("tabla").cut(to: 0..<seconds)
    let before = try music("mixes", ["a.wav": one, "b.wav": other])
    let after = try music("masters", ["a.wav": other, "b.wav": other.amplified(by: 0.5)])
    let told = try await run("--before", before, "--after", after, "--json")
    #expect(told.status == 0)
    let report = try JSON.parse(told.output)
    #expect(report["pairs"] == .integer(1))
    let refused = try #require(report["refused"]?.elements?.first)
    #expect(refused["name"] == "a.wav")
    #expect(refused["reason"]?.asString?.contains("loudness changes differently") == true)
  }
}
