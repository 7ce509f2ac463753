import AudioFixtures
import Foundation
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

  @Test func `a folder from which nothing can be learned is a row, and the others are learned`()
    async throws
  {
    let silence = AudioClip.silence(frames: 44_100)
    var folders: [String] = []
    for (name, gain) in [("mixes", Float(1)), ("masters", 0.5)] {
      _ = try folder.folder(name)
      _ = try music("\(name)/good", ["a.wav": try loop("garzul", gain)])
      _ = try music("\(name)/silent", ["a.wav": silence])
      _ = try music("\(name)/same", ["a.wav": try loop("mika")])
      _ = try music("\(name)/only in \(name)", ["\(name).wav": try loop("mika")])
      // The names of both give the same id.
      _ = try music("\(name)/тихо", ["a.wav": try loop("mika", gain)])
      _ = try music("\(name)/громко", ["a.wav": try loop("safari", gain)])
      folders.append(folder.path(of: name))
    }
    let output = folder.path(of: "mine.yaml")
    let told = try await run(
      "--before", folders[0], "--after", folders[1], "--by-folder", "-o", output, "--json")
    #expect(told.status == 1)
    let report = try JSON.parse(told.output)
    #expect(
      report.members?.map(\.key)
        == ["good", "only in masters", "only in mixes", "same", "silent", "громко", "тихо"])
    for learned in ["good", "громко", "тихо"] {
      #expect(report[learned]?["pairs"] == .integer(1), "\(learned)")
      #expect(report[learned]?["unmatched_before"] == [])
    }
    for (folder, reason) in [
      ("silent", "a.wav has no audio"), ("same", "the original and the master measure the same"),
      ("only in mixes", "no file in one folder matches"),
      ("only in masters", "no file in one folder matches"),
    ] {
      let error = try #require(report[folder]?["error"], "\(folder)")
      #expect(error["code"] == "nothing_to_learn")
      #expect(error["message"]?.asString?.contains(reason) == true, "\(error)")
      let side = folder == "only in masters" ? "masters" : "mixes"
      #expect(told.errors.contains("/\(side)/\(folder): "), "\(told.errors)")
    }
    let used = try await MasteringProcess.run("profiles", "check", output)
    #expect(used.status == 0, "\(used.output)\(used.errors)")
    #expect(used.output.contains("3 profiles valid"), "\(used.output)")
  }

  @Test func `if nothing can be learned from any folder, no file is written`() async throws {
    let silence = AudioClip.silence(frames: 44_100)
    for name in ["mixes", "masters"] {
      _ = try folder.folder(name)
      for part in ["a", "b"] { _ = try music("\(name)/\(part)", ["s.wav": silence]) }
    }
    let output = folder.path(of: "mine.yaml")
    let told = try await run(
      "--before", folder.path(of: "mixes"), "--after", folder.path(of: "masters"), "--by-folder",
      "-o", output)
    #expect(told.status == 1)
    #expect(told.output.isEmpty)
    for part in ["a", "b"] { #expect(told.errors.contains("/mixes/\(part): the only pair")) }
    #expect(!FileManager.default.fileExists(atPath: output))
  }

  @Test func `an output that cannot be written is refused before anything is measured`()
    async throws
  {
    let none = folder.path(of: "none")
    for output in ["none/mine.yaml", ""] {
      let told = try await run(
        "--before", none, "--after", none, "-o", folder.path(of: output), "--force")
      #expect(told.status == 1)
      #expect(told.errors.contains("cannot be written"), "\(told.errors)")
    }
  }

  @Test func `references that are silent or like your music are named as such`() async throws {
    let own = try music("own", ["a.wav": try loop("garzul")])
    let same = try music("same", ["b.wav": try loop("garzul")])
    let silent = try music("silent", ["c.wav": .silence(frames: 44_100)])
    let alike = try await run("--references", same, "--own", own)
    #expect(alike.status == 1)
    #expect(alike.errors.contains("your tracks already measure like the references"))
    for (references, mine) in [(silent, own), (own, silent)] {
      let told = try await run("--references", references, "--own", mine)
      #expect(told.status == 1)
      #expect(told.errors.contains("left out: c.wav has no audio"), "\(told.errors)")
      #expect(told.errors.contains("/silent: there is no track to learn from"), "\(told.errors)")
    }
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
    #expect(refused["reason"]?.asString?.contains("loudness varies differently") == true)
  }
}
