import AudioFixtures
import Foundation
import ProviderTesting
import Testing

/// Runs that are killed at arbitrary moments.
@Suite(.takesTurns(at: .process)) struct KilledRunTests {
  // Analysis takes 25 times as long in a debug build.
  private static let kills = MasteringProcess.isRelease ? 200 : 20
  private static let clips = 24

  private let folder: TemporaryFolder
  private let music: String

  init() throws {
    folder = try TemporaryFolder()
    music = try folder.clips(count: Self.clips)
  }

  private func arguments(_ database: String) -> [String] {
    ["analyze", "--ndjson", "--progress", "never", "--cache", database, music]
  }

  /// What a run reported before it ended.
  private struct Announced {
    var files: [LibraryFile] = []
    var contents: [String: String] = [:]
    var wasKilled = false
  }

  /// Runs until `count` files are reported, and kills the run a moment later.
  private func killed(
    after count: Int, and delay: Duration, _ database: String
  ) async throws -> Announced {
    let run = try StartedCommand(arguments(database), in: folder)
    var announced = Announced()
    func kill() async throws {
      // This waits for nothing; it varies the moment of the kill.
      try await Task.sleep(for: delay)
      run.send(SIGKILL)
    }
    if count == 0 { try await kill() }
    for await line in run.lines where line.hasPrefix("{\"file\"") {
      // The last line may be incomplete if the pipe took only part of it.
      guard let file = try? LibraryFile(line) else { continue }
      announced.files.append(file)
      announced.contents[file.file] = content(line)
      if announced.files.count == count { try await kill() }
    }
    announced.wasKilled = await run.end().signal == SIGKILL
    return announced
  }

  @Test func `a killed run loses nothing it announced and leaves nothing wrong`() async throws {
    let uncached = try await MasteringProcess.run("analyze", "--ndjson", "--no-cache", music)
    let truth = try Dictionary(
      uniqueKeysWithValues: uncached.outputLines.dropLast().map {
        (try LibraryFile($0).file, content($0))
      })
    #expect(truth.count == Self.clips)
    var generator = SeededGenerator(seed: 2026)
    var (kills, lives) = (0, 0)
    while kills < Self.kills {
      lives += 1
      // One cache, from empty to complete.
      let database = folder.path(of: "cache-\(lives).sqlite")
      var finished: Set<String> = []
      while kills < Self.kills, finished.count < Self.clips {
        let announced = try await killed(
          after: finished.count + Int.random(in: 0...5, using: &generator),
          and: .microseconds(Int.random(in: 0...4000, using: &generator)), database)
        if announced.wasKilled { kills += 1 }
        // Nothing finished is lost, and no wrong value is served.
        for file in announced.files {
          if finished.contains(file.file) {
            #expect(file.fromCache == true, "kill \(kills): \(file.name) was lost")
          }
          #expect(announced.contents[file.file] == truth[file.file], "kill \(kills)")
        }
        finished.formUnion(announced.files.map(\.file))
        let check = try await MasteringProcess.run("cache", "verify", "--cache", database)
        #expect(check.status == 0, "kill \(kills): \(check.errors)")
        #expect(check.errors == "")
      }
      let last = try await MasteringProcess.run(arguments(database))
      let files = try last.outputLines.dropLast().map { try LibraryFile($0) }
      #expect(Set(files.filter { $0.fromCache == true }.map(\.file)).isSuperset(of: finished))
      #expect(last.outputLines.dropLast().allSatisfy { truth.values.contains(content($0)) })
      #expect(last.errors == "")
    }
    #expect(kills == Self.kills)
  }
}
