import AudioFixtures
import Foundation
import Testing

/// What happens when files and databases change while they are in use.
@Suite(.takesTurns(at: .process)) struct CacheTroubleTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var database: String { folder.path(of: "cache.sqlite") }

  private func arguments(_ music: String) -> [String] {
    ["analyze", "--ndjson", "--cache", database, music]
  }

  /// What a run prints and how it ended. `meanwhile` is called when the first file is done.
  private func run(
    _ music: String, meanwhile: () throws -> Void = {}
  ) async throws -> (files: [String], summary: LibraryDocument.Summary, status: Int32?) {
    let run = try StartedCommand(arguments(music), in: folder)
    var lines: [String] = []
    for await line in run.lines {
      if lines.isEmpty { try meanwhile() }
      lines.append(line)
    }
    let status = await run.end().status
    let summary = try LibraryDocument(try #require(lines.last)).summary
    return (lines.dropLast().map { content($0) }.sorted(), summary, status)
  }

  /// The expected answers of every run, whatever happens to the cache.
  private func truth(_ music: String) async throws -> [String] {
    let run = try await MasteringProcess.run("analyze", "--ndjson", "--no-cache", music)
    return run.outputLines.dropLast().map { content($0) }.sorted()
  }

  private func removeDatabase() throws {
    for name in ["cache.sqlite", "cache.sqlite-wal", "cache.sqlite-shm"] {
      if FileManager.default.fileExists(atPath: folder.path(of: name)) { try folder.remove(name) }
    }
  }

  @Test func `a cache that is deleted while in use costs no answer`() async throws {
    let music = try folder.clips(count: 30)
    let truth = try await truth(music)
    let first = try await run(music) { try removeDatabase() }
    #expect(first.status == 0)
    #expect(first.files == truth)
    let second = try await run(music)
    #expect(second.files == truth)
    let third = try await run(music)
    #expect(third.summary.fromCache == 30)
    #expect(third.files == truth)
  }

  @Test(arguments: [1, 2, 3])
  func `a cache that is overwritten while in use costs no answer and heals`(
    seed: UInt64
  ) async throws {
    let music = try folder.clips(count: 30)
    let truth = try await truth(music)
    _ = try await run(music)
    // The garbage starts behind the mark; without the mark the file would belong to another
    // program.
    let garbage = AudioClip.noise(seed: seed, frames: 100_000).interleaved.map {
      UInt8(truncatingIfNeeded: Int($0 * 1000))
    }
    let during = try await run(music) {
      let file = try FileHandle(forUpdating: URL(fileURLWithPath: database))
      try file.seek(toOffset: 72)
      try file.write(contentsOf: Data(garbage))
      try file.close()
    }
    #expect(during.status == 0)
    #expect(during.files == truth)
    let after = try await run(music)
    #expect(after.status == 0)
    #expect(after.files == truth)
    let healed = try await run(music)
    #expect(healed.files == truth)
    #expect(healed.summary.fromCache == 30)
    #expect(
      try await MasteringProcess.run("cache", "verify", "--cache", database).status == 0)
  }

  @Test func `two runs at once share a cache`() async throws {
    let music = try folder.clips(count: 30)
    let truth = try await truth(music)
    async let first = run(music)
    async let second = run(music)
    let runs = try await [first, second]
    #expect(runs.map(\.status) == [0, 0])
    #expect(runs.map(\.files) == [truth, truth])
    let third = try await run(music)
    #expect(third.summary.fromCache == 30)
    #expect(third.files == truth)
    #expect(
      try await MasteringProcess.run("cache", "verify", "--cache", database).status == 0)
  }

  @Test func `a file that is replaced while it is read is not cached as the new one`()
    async throws
  {
    let music = try folder.folder("music")
    let path = "\(music)/song.wav"
    // Long enough for several draws of the progress.
    let seconds = 7200
    try TwoHours.write(to: path, seconds: seconds)
    let next = try folder.file("next.wav", .noise(seed: 5, frames: 44_100), as: .integer16)
    let terminal = try PseudoTerminal()
    let run = try StartedCommand(
      arguments(music) + ["--max-duration", "all", "--progress", "always"], in: folder,
      environment: ["TERM": "xterm"], errors: terminal.userSide)
    terminal.hangUp()
    var draws = 0
    for await piece in terminal.pieces() {
      // The first draw comes when the file starts, the next during its analysis.
      draws += piece.count { $0 == "\r" }
      if draws >= 3 {
        #expect(rename(next, path) == 0)
        break
      }
    }
    var lines: [String] = []
    for await line in run.lines { lines.append(line) }
    #expect(await run.end().status == 0)
    // The answer is for the audio that was read.
    #expect(try LibraryFile(try #require(lines.first)).analysedSeconds == Double(seconds))
    let second = try await MasteringProcess.run(
      arguments(music) + ["--max-duration", "all"])
    let file = try LibraryFile(try #require(second.outputLines.first))
    #expect(file.fromCache == false)
    #expect(file.analysedSeconds == 1)
  }
}
