import AudioFixtures
import Foundation
import StrictJSON
import Testing

/// `track.load`, answered by a host process, for every kind of path.
@Suite(.takesTurns(at: .process)) struct RPCTrackLoadTests {
  private func load(_ host: RPCProcess, _ path: String) async throws -> JSON {
    try await host.call("track.load", #"{"track_id":7,"path":\#(JSON.string(path).text())}"#)
  }

  /// The messages about the load, up to the last one.
  private func story(_ host: RPCProcess) async throws -> [JSON] {
    var messages: [JSON] = []
    while true {
      let message = try await host.message()
      messages.append(message)
      if message["method"]?.asString?.hasPrefix("mastering_recommendation") == true {
        return messages
      }
    }
  }

  @Test func `a recording is loaded and analysed, and gets a recommendation`() async throws {
    let host = try RPCProcess()
    let answer = try await load(host, Repository.example("loop_amen_full.flac"))
    #expect(answer.text() == #"{"message":"Track loaded","track_id":7}"#)
    let messages = try await story(host)
    #expect(messages.first?["method"] == "track_loaded")
    #expect(messages.last?["method"] == "mastering_recommendation")
    #expect(messages.last?["params"]?["track_id"] == .integer(7))
    #expect(
      messages.dropFirst().dropLast().allSatisfy { $0["method"] == "fingerprint_progress" })
    #expect(messages.dropLast().last?["params"]?["status"] == "complete")
    #expect(try await host.finish() == 0)
  }

  @Test(arguments: [
    ("missing", "file_not_found"), ("folder", "not_a_file"), ("pipe", "not_a_file"),
    ("text", "unsupported_format"),
  ])
  func `a load is answered at once, whatever its path names`(
    _ name: String, _ code: String
  ) async throws {
    try await withTemporaryFolder { folder in
      let path = folder.path(of: name)
      switch name {
      case "folder":
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      case "pipe": try #require(mkfifo(path, 0o600) == 0)
      case "text": _ = try folder.file(name, text: "no audio")
      default: break
      }
      let host = try RPCProcess()
      _ = try await host.call("engine.describe")
      // Answered, not refused: the file was not examined. The delay depends on the load of the
      // machine.
      for _ in 1...10 {
        let answer = try await load(host, path)
        #expect(answer["message"] == "Track loaded")
      }
      host.endInput()
      let lines = await host.remainingLines()
      let last = try JSON.parse(try #require(lines.last))
      #expect(last["method"] == "mastering_recommendation_failed")
      #expect(last["params"]?["code"] == .string(code))
      #expect(!lines.joined().contains(path))
      #expect(try await host.status() == 0)
    }
  }

  @Test func `the end of the input waits for the track that was loaded`() async throws {
    let host = try RPCProcess()
    let path = JSON.string(Repository.example("loop_garzul.flac")).text()
    host.send(
      #"{"jsonrpc":"2.0","id":1,"method":"track.load","params":{"track_id":1,"path":\#(path)}}"#)
    host.endInput()
    let lines = await host.remainingLines()
    #expect(lines.last?.contains("mastering_recommendation") == true)
    #expect(try await host.status() == 0)
  }

  @Test func `a file outside the allowed folder is refused`() async throws {
    try await withTemporaryFolder { folder in
      let host = try RPCProcess(["--no-cache", "--allow", folder.path])
      let error = try await load(host, Repository.example("drum_roll.flac"))
      #expect(error["code"] == .integer(-32028))
      #expect(error["data"]?["allowed"]?.elements?.count == 1)
      #expect(try await host.finish() == 0)
    }
  }
}
