import AudioFixtures
import Foundation
import Testing

/// The clients in `Examples/clients`, run as the README shows.
@Suite(.takesTurns(at: .process)) struct RPCClientExamplesTests {
  private static let clients = [("python3", "recommend.py"), ("node", "recommend.mjs")]

  private func path(of client: String) -> String {
    "\(Repository.root)/Examples/clients/\(client)"
  }

  @Test(arguments: clients)
  func `a client prints an answer for each file`(
    _ interpreter: String, _ client: String
  ) async throws {
    let good = Repository.example("drum_roll.flac")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      interpreter, path(of: client), MasteringProcess.executable, good, "/nowhere/x.flac",
    ]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    let (ended, end) = AsyncStream<Void>.makeStream()
    process.terminationHandler = { _ in end.finish() }
    try process.run()
    for await _ in ended {}
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(process.terminationStatus == 0)
    try #require(lines.count == 2)
    #expect(lines[0].wholeMatch(of: /.*drum_roll\.flac: [a-z0-9-]+/) != nil)
    #expect(lines[1].hasPrefix("/nowhere/x.flac: file_not_found: "))
  }

  @Test(arguments: clients)
  func `a client is shorter than 40 lines`(_ interpreter: String, _ client: String) throws {
    let text = try String(contentsOfFile: path(of: client), encoding: .utf8)
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
  }
}
