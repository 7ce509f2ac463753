#if os(Linux)
  import AudioFixtures
  import Foundation
  import Testing

  /// Hours of audio through FFmpeg's programs, and what happens to them when the command is killed.
  @Suite(
    .enabled(if: FFmpegProgram.isInstalled, "FFmpeg is not installed"),
    .takesTurns(at: .process, patience: .seconds(600)))
  struct FFmpegChildrenTests {
    /// The commands to kill while FFmpeg's program decodes for them.
    enum Door: CaseIterable { case command, server }

    @Test(arguments: Door.allCases)
    func `a program that decodes ends when the command is killed`(_ door: Door) async throws {
      try await withTemporaryFolder { folder in
        let path = try FFmpegProgram.hours(2, in: folder)
        switch door {
        case .command:
          let run = try StartedCommand(
            ["fingerprint", "--no-cache", "--max-duration", "all", path], in: folder,
            patience: .seconds(600))
          let decoder = try await Self.decoder(of: run.identifier)
          run.send(SIGKILL)
          #expect(await run.end().signal == SIGKILL)
          #expect(await Self.hasEnded(decoder))
        case .server:
          let shelf = try Shelf()
          try FileManager.default.moveItem(atPath: path, toPath: shelf.path(of: "hours.mka"))
          let server = try await ServeProcess(ServeProcess.arguments(shelf, []), shelf: shelf)
          // Hours of audio, none of it read.
          let track = try await server.track(titled: "hours")
          let connection = try await server.connection()
          try await connection.send(
            server.request("GET", "/api/player/stream/\(track)?container=wav").bytes)
          let decoder = try await Self.decoder(of: server.identifier)
          server.send(SIGKILL)
          #expect(await server.end().signal == SIGKILL)
          #expect(await Self.hasEnded(decoder))
          withExtendedLifetime(connection) {}
        }
      }
    }

    /// The program that decodes for a process, once it is running.
    private static func decoder(of process: Int32) async throws -> Int32 {
      let giveUp = ContinuousClock.now + .seconds(300)
      while ContinuousClock.now < giveUp {
        if let child = children(of: process).first(where: { name(of: $0) == "ffmpeg" }) {
          return child
        }
        try await Task.sleep(for: .milliseconds(1))
      }
      throw CocoaError(.executableLoad)
    }

    /// Waits until a program has ended: the pipe that it writes to has lost its reader.
    private static func hasEnded(_ program: Int32) async -> Bool {
      let giveUp = ContinuousClock.now + .seconds(300)
      while isRunning(program) {
        guard ContinuousClock.now < giveUp else { return false }
        try? await Task.sleep(for: .milliseconds(10))
      }
      return true
    }

    private static func stat(_ process: Int32) -> (name: Substring, rest: [Substring])? {
      guard let line = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
        let open = line.firstIndex(of: "("), let close = line.lastIndex(of: ")")
      else { return nil }
      return (
        line[line.index(after: open)..<close],
        line[line.index(after: close)...].split(separator: " ")
      )
    }

    private static func name(of process: Int32) -> Substring? { stat(process)?.name }

    /// Whether a process is running. A process that has ended but has not yet been reaped by init
    /// is not.
    private static func isRunning(_ process: Int32) -> Bool {
      stat(process).map { $0.name == "ffmpeg" && $0.rest.first != "Z" } ?? false
    }

    private static func children(of parent: Int32) -> [Int32] {
      let entries = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
      return entries.compactMap { Int32($0) }.filter {
        stat($0).map { $0.rest.count > 1 && $0.rest[1] == "\(parent)" } ?? false
      }
    }

    @Test(
      .enabled(if: MasteringProcess.isRelease, "a debug build takes minutes"),
      .enabled(if: MasteringProcess.canMeasureMemory, "GNU time is not installed"))
    func `two hours are analysed to the end, and take no more memory than a minute`() async throws {
      try await withTemporaryFolder { folder in
        func run(_ path: String) async throws -> MasteringProcess {
          try await MasteringProcess.run(
            ["fingerprint", "--no-cache", "--json", "--max-duration", "all", path],
            measuresMemory: true, patience: .seconds(600))
        }
        let long = try await run(FFmpegProgram.hours(2, in: folder))
        let short = try await run(folder.path(of: "minute.mka"))
        #expect(long.output.contains("\"analysed_seconds\": 7200.0"))
        #expect(short.output.contains("\"analysed_seconds\": 60.0"))
        // FFmpeg's program is the largest process, so this measures its memory; the decoder's own
        // test measures ours.
        #expect(short.peakMemoryKiB > 1000)
        #expect(long.peakMemoryKiB - short.peakMemoryKiB < 4096)
      }
    }
  }

  /// The program that creates long files.
  private enum FFmpegProgram {
    static let path = "/usr/bin/ffmpeg"
    static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// A file of whole hours: one minute, repeated. A file with that minute lies beside it.
    static func hours(_ hours: Int, in folder: TemporaryFolder) throws -> String {
      let (minute, long) = (folder.path(of: "minute.mka"), folder.path(of: "hours.mka"))
      try run(
        ["-f", "lavfi", "-i", "sine=frequency=440:sample_rate=44100", "-t", "60", "-ac", "2"]
          + ["-c:a", "flac", minute])
      try run(["-stream_loop", "\(60 * hours - 1)", "-i", minute, "-c", "copy", long])
      return long
    }

    private static func run(_ arguments: [String]) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: path)
      process.arguments = ["-v", "error", "-nostdin"] + arguments
      process.standardInput = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      try #require(process.terminationStatus == 0)
    }
  }
#endif
