import AudioFixtures
import Foundation
import Testing

/// The progress output of `analyze`.
@Suite(.takesTurns(at: .process)) struct LibraryProgressTests {
  private let folder: TemporaryFolder
  private let music: String

  init() throws {
    folder = try TemporaryFolder()
    music = try folder.clips(count: 4)
  }

  @Test func `progress that cannot be redrawn is plain lines`() async throws {
    let run = try await MasteringProcess.run("analyze", "--progress", "always", music)
    #expect(run.status == 0)
    #expect(!run.errors.contains("\u{1B}"))
    #expect(!run.errors.contains("\r"))
    #expect(run.errorLines.first == "Looking for audio files: 4 in \(music)")
  }

  @Test func `a terminal that cannot redraw gets plain lines too`() async throws {
    let terminal = try PseudoTerminal()
    let run = try StartedCommand(
      ["analyze", "--progress", "always", music], in: folder, environment: ["TERM": "dumb"],
      errors: terminal.userSide)
    terminal.hangUp()
    async let shown = terminal.everythingShown()
    #expect(await run.end().status == 0)
    #expect(await shown.contains("Looking for audio files"))
    #expect(await !shown.contains("\u{1B}"))
  }

  @Test func `--progress never prints nothing`() async throws {
    let run = try await MasteringProcess.run("analyze", "--progress", "never", music)
    #expect(run.errors == "")
  }

  @Test func `the line has the count, the pace, the time left and the file`() async throws {
    // The pace is shown after one second, so the work has to last longer.
    try TwoHours.write(to: "\(music)/05.wav")
    let terminal = try PseudoTerminal()
    let run = try StartedCommand(
      ["analyze", "--jobs", "1", "--max-duration", "all", "--progress", "always", music],
      in: folder, environment: ["TERM": "xterm"], errors: terminal.userSide)
    terminal.hangUp()
    var shown = ""
    for await piece in terminal.pieces() {
      shown += piece
      // On a busy machine the pace may already be there for the first of the five.
      if shown.contains(/4 of 5 [^\r]*\/s {2}\d/) {
        run.send(SIGKILL)
        break
      }
    }
    _ = await run.end()
    let last = try #require(shown.split(separator: "\r").last { $0.contains("/s  ") })
    #expect(last.contains(/80 % .*4 of 5  \d+\.\d\/s  \d+ s left.*05\.wav/))
  }
}
