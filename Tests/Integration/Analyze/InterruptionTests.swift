import AudioFixtures
import Foundation
import Testing

/// Runs that are interrupted before they finish.
@Suite(.takesTurns(at: .process)) struct InterruptionTests {
  private let folder: TemporaryFolder
  private let music: String

  init() throws {
    folder = try TemporaryFolder()
    music = try folder.clips(count: 3)
    // The run works on one file at a time, in order. When the third is done, this one takes
    // seconds.
    try TwoHours.write(to: "\(music)/04.wav")
  }

  private var arguments: [String] {
    [
      "analyze", "--ndjson", "--jobs", "1", "--max-duration", "all", "--progress", "never", music,
    ]
  }

  /// Starts an analysis and sends it a signal once `count` files are done.
  private func stopped(
    by signal: Int32, after count: Int
  ) async throws -> (lines: [String], end: StartedCommand.End, errors: String) {
    let run = try StartedCommand(arguments, in: folder)
    var lines: [String] = []
    for await line in run.lines {
      lines.append(line)
      if lines.count == count { run.send(signal) }
    }
    return (lines, await run.end(), try run.errors())
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func `a signal stops it cleanly, with a summary of what was done`(
    signal: Int32, status: Int32
  ) async throws {
    let (lines, end, errors) = try await stopped(by: signal, after: 3)
    #expect(end.status == status)
    #expect(errors == "")
    #expect(lines.count == 4)
    let summary = try LibraryDocument(try #require(lines.last)).summary
    #expect(summary.isInterrupted)
    #expect(summary.measured == 3)
    #expect(summary.notReached == 1)
    #expect(summary.failed == 0)
  }

  @Test func `the next run continues where the interrupted one stopped`() async throws {
    let first = try await stopped(by: SIGINT, after: 1).lines
    let finished = try Set(first.dropLast().map { try LibraryFile($0).file })
    #expect(!finished.isEmpty)
    try FileManager.default.removeItem(atPath: "\(music)/04.wav")
    let run = try StartedCommand(arguments, in: folder)
    var known: Set<String> = []
    var files = 0
    for await line in run.lines where line.hasPrefix("{\"file\"") {
      let file = try LibraryFile(line)
      files += 1
      if file.fromCache == true { known.insert(file.file) }
    }
    #expect(await run.end().status == 0)
    #expect(files == 3)
    // The signal may arrive after a file is cached and before it is reported.
    #expect(known.isSuperset(of: finished))
  }

  @Test func `a JSON document is complete even if the run was stopped`() async throws {
    let run = try StartedCommand(
      ["analyze", "--json", "--jobs", "1", "--max-duration", "all", music], in: folder)
    var text = ""
    for await line in run.lines {
      text += line + "\n"
      // The opening of the document and two files. The third follows at once; the last takes long.
      if text.count(where: { $0 == "\n" }) == 3 { run.send(SIGINT) }
    }
    #expect(await run.end().status == 130)
    let document = try LibraryDocument(text)
    #expect(document.summary.isInterrupted)
    #expect(document.files?.count == document.summary.measured)
  }

  @Test func `the report states that it was stopped and what was not reached`() async throws {
    let errors = try PseudoTerminal()
    let run = try StartedCommand(
      ["analyze", "--jobs", "1", "--max-duration", "all", "--progress", "always", music],
      in: folder, environment: ["TERM": "xterm"], errors: errors.userSide)
    errors.hangUp()
    var shown = ""
    for await piece in errors.pieces() {
      // The last file starts once the others are done.
      if !shown.contains("3 of 4"), (shown + piece).contains("3 of 4") { run.send(SIGINT) }
      shown += piece
      if shown.hasSuffix("\r\u{1B}[2K"), shown.contains("3 of 4") { break }
    }
    var lines: [String] = []
    for await line in run.lines { lines.append(line) }
    #expect(await run.end().status == 130)
    #expect(lines.first?.hasPrefix("3 files in 1 folder, stopped after ") == true)
    #expect(lines.contains("       1  not reached; the next run continues with them"))
  }

  @Test(arguments: ["recommend", "fingerprint"])
  func `a stopped batch leaves no partial line behind`(subcommand: String) async throws {
    let terminal = try PseudoTerminal()
    let run = try StartedCommand(
      [subcommand, "--max-duration", "all", "--progress", "always", "\(music)/04.wav"],
      in: folder, environment: ["TERM": "xterm"], errors: terminal.userSide)
    terminal.hangUp()
    var shown = ""
    var wasSent = false
    for await piece in terminal.pieces() {
      shown += piece
      if !wasSent, shown.contains("04.wav") {
        run.send(SIGINT)
        wasSent = true
      }
      if wasSent, shown.hasSuffix("\r\u{1B}[2K") { break }
    }
    #expect(shown.hasSuffix("\r\u{1B}[2K"))
    // A shell sees the signal and stops its loop.
    #expect(await run.end().signal == SIGINT)
  }
}
