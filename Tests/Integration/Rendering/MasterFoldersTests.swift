import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// Several files and folders, in one run and in two.
@Suite(.takesTurns(at: .process))
struct MasterFoldersTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (index, name) in ["a/one.wav", "a/two.wav", "b/three.wav"].enumerated() {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: "in/\(name.prefix(1))"), withIntermediateDirectories: true)
      let signal = Signal(
        channels: [[.noise(seed: UInt64(index + 1), amplitude: 0.05 * Double(index + 1))]],
        samples: 44_100)
      try folder.file("in/\(name)", signal.clip(), as: .integer16)
    }
    try folder.file("in/a/notes.txt", text: "no audio")
  }

  private func run(_ arguments: [String]) async throws -> MasteringProcess {
    try await MasteringProcess.run(["master", "--no-cache"] + arguments)
  }

  private func written() throws -> [String] {
    let all = FileManager.default.enumerator(atPath: folder.path(of: "out"))?.allObjects ?? []
    return all.compactMap { $0 as? String }.filter { $0.hasSuffix(".wav") }.sorted()
  }

  @Test func `a folder's files go into the same folders below the output`() async throws {
    let run = try await run([folder.path(of: "in"), "-o", folder.path(of: "out")])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try written() == ["a/one.wav", "a/two.wav", "b/three.wav"])
  }

  @Test func `folders given side by side keep their names`() async throws {
    let run = try await run([
      folder.path(of: "in/a"), folder.path(of: "in/b"), "-o", folder.path(of: "out"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    #expect(try written() == ["a/one.wav", "a/two.wav", "b/three.wav"])
  }

  @Test func `two results that links lead to one file are refused before anything is written`()
    async throws
  {
    for name in ["a", "b"] {
      try FileManager.default.createDirectory(
        atPath: folder.path(of: "out/x"), withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(of: "out/\(name)"), withDestinationPath: "x")
    }
    try FileManager.default.copyItem(
      atPath: folder.path(of: "in/a/one.wav"), toPath: folder.path(of: "in/b/one.wav"))
    let run = try await run([
      "--force", folder.path(of: "in/a"), folder.path(of: "in/b"), "-o", folder.path(of: "out"),
    ])
    #expect(run.status == 64)
    #expect(run.errors.contains("would both become"))
    #expect(try written() == [])
  }

  @Test func `a second run continues where the first one stopped`() async throws {
    let arguments = ["--resume", folder.path(of: "in"), "-o", folder.path(of: "out")]
    #expect(try await run(arguments).status == 0)
    try FileManager.default.removeItem(atPath: folder.path(of: "out/a/two.wav"))
    let kept = try #require(FileManager.default.contents(atPath: folder.path(of: "out/a/one.wav")))
    let second = try await run(arguments)
    #expect(second.status == 0, "\(second.errors)")
    #expect(second.output.components(separatedBy: "already exists").count == 3)
    #expect(try written() == ["a/one.wav", "a/two.wav", "b/three.wav"])
    #expect(FileManager.default.contents(atPath: folder.path(of: "out/a/one.wav")) == kept)
    // A changed source is rendered again.
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: 100)],
      ofItemAtPath: folder.path(of: "in/b/three.wav"))
    let third = try await run(arguments)
    #expect(third.output.components(separatedBy: "already exists").count == 3)
  }

  @Test func `results of an earlier run are not sources of the next`() async throws {
    let arguments = [
      "--force", folder.path(of: "in"), "-o", folder.path(of: "in/mastered"),
    ]
    #expect(try await run(arguments).status == 0)
    #expect(try await run(arguments).status == 0)
    #expect(
      !FileManager.default.fileExists(atPath: folder.path(of: "in/mastered/mastered")))
  }

  @Test func `nor are results that went into one of several sources`() async throws {
    let arguments = [
      "--force", folder.path(of: "in/a"), folder.path(of: "in/b"), "-o", folder.path(of: "in/a"),
    ]
    for _ in 1...2 {
      let run = try await run(arguments)
      #expect(run.status == 0, "\(run.errors)")
    }
    #expect(FileManager.default.fileExists(atPath: folder.path(of: "in/a/b/three.wav")))
    #expect(!FileManager.default.fileExists(atPath: folder.path(of: "in/a/a/a")))
    #expect(!FileManager.default.fileExists(atPath: folder.path(of: "in/a/a/b")))
  }

  @Test func `results may go into the folder above the sources, but not among them`() async throws {
    let above = try await run([folder.path(of: "in"), "-o", folder.path])
    #expect(above.status == 0, "\(above.errors)")
    #expect(FileManager.default.fileExists(atPath: folder.path(of: "a/one.wav")))
    let among = try await run(["--force", folder.path(of: "in"), "-o", folder.path(of: "in")])
    #expect(among.status == 1)
    #expect(!(among.output + among.errors).contains("contains no audio files"))
    #expect((among.output + among.errors).contains("in/a/one.wav"))
  }

  @Test func `the tracks of an album get one gain, and none exceeds the ceiling`() async throws {
    let run = try await run([
      "--album", "--target-lufs", "-9", "--report", "json", folder.path(of: "in"), "-o",
      folder.path(of: "out"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    let reports = try #require(try JSON.parse(Array(run.output.utf8)).elements)
    let levels = try reports.map { try #require($0["level_db"]?.asDouble) }
    #expect(levels.count == 3 && levels[0] == levels[1] && levels[0] != levels[2])
    for report in reports {
      #expect(try #require(report["result_true_peak_dbtp"]?.asDouble) <= -1)
    }
  }

  @Test func `an album as a whole has the requested loudness`() async throws {
    let run = try await run([
      "--album", "--target-lufs", "-30", folder.path(of: "in/a"), "-o", folder.path(of: "out"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    let measured = try await MasteringProcess.run(
      "loudness", "--album", "--json", "--no-cache", folder.path(of: "out"))
    let album = try #require(try JSON.parse(Array(measured.output.utf8))["album"])
    #expect(abs(try #require(album["integrated_lufs"]?.asDouble) + 30) < 0.1)
  }

  @Test(arguments: [-14.0, -23, -30])
  func `a track gets the requested integrated loudness`(target: Double) async throws {
    let run = try await run([
      "--target-lufs", "\(target)", folder.path(of: "in/b/three.wav"), "-o",
      folder.path(of: "a.flac"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    let meter = try await MasteringProcess.run(
      [
        "ffmpeg", "-nostdin", "-hide_banner", "-i", folder.path(of: "a.flac"), "-af", "ebur128",
        "-f", "null", "-",
      ], program: "/usr/bin/env")
    let integrated = try #require(
      meter.errors.components(separatedBy: "I:").last?.split(separator: " ").first)
    // ffmpeg prints one decimal.
    #expect(abs(try #require(Double(integrated)) - target) < 0.15)
  }

  @Test func `lossy codecs are tried and their peaks reported`() async throws {
    let run = try await run([
      "--check-codecs", "--report", "json", folder.path(of: "in/a/one.wav"), "-o",
      folder.path(of: "a.flac"),
    ])
    #expect(run.status == 0, "\(run.errors)")
    let report = try JSON.parse(Array(run.output.utf8))
    let codecs = try #require(report["codecs"]?.elements)
    #expect(codecs.compactMap { $0["codec"]?.asString } == ["aac", "opus", "mp3"])
    let peak = try #require(report["result_true_peak_dbtp"]?.asDouble)
    for codec in codecs {
      #expect(abs(try #require(codec["true_peak_dbtp"]?.asDouble) - peak) < 6, "\(codec)")
    }
  }

  @Test(arguments: [
    ["--target-lufs", "1", "a.wav", "--dry-run"],
    ["--target-lufs", "-14", "--only", "crest", "a.wav", "--dry-run"],
    ["--check-codecs", "--dry-run", "a.wav"], ["--settings", "ffmpeg", "--album", "a.wav"],
  ])
  func `a command line that makes no sense is refused`(arguments: [String]) async throws {
    #expect(try await run(arguments).status == 64)
  }
}
