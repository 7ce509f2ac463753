import AudioFixtures
import Foundation
import Testing

@Suite(.takesTurns(at: .process)) struct CacheCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var database: String { folder.path(of: "cache.sqlite") }

  private func fill() async throws {
    let clips = try folder.clips(count: 3, seconds: 1)
    let run = try await MasteringProcess.run("analyze", "--cache", database, clips)
    #expect(run.status == 0)
  }

  private func cache(_ arguments: String...) async throws -> MasteringProcess {
    try await MasteringProcess.run(["cache"] + arguments + ["--cache", database])
  }

  private func json(_ arguments: String...) async throws -> [String: Any]? {
    let run = try await MasteringProcess.run(
      ["cache"] + arguments + ["--json", "--cache", database])
    return try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
  }

  @Test func `stats show how much is stored, and where`() async throws {
    try await fill()
    let run = try await cache("stats")
    #expect(run.status == 0)
    #expect(run.outputLines.first == Substring(database))
    #expect(run.outputLines.contains("  Tracks      3"))
    #expect(run.outputLines.contains("  Analyses    3"))
    let object = try #require(try await json("stats"))
    #expect(object["path"] as? String == database)
    #expect(object["tracks"] as? Int == 3)
    #expect(object["analyses"] as? Int == 3)
    #expect(object["bytes_on_disk"] as? Int ?? 0 > 0)
  }

  @Test func `stats of a missing cache do not create one`() async throws {
    let run = try await cache("stats")
    #expect(run.status == 0)
    #expect(run.output.contains("The cache is empty."))
    #expect(!FileManager.default.fileExists(atPath: database))
  }

  @Test func `clear removes everything and reports how much`() async throws {
    try await fill()
    let run = try await cache("clear")
    #expect(run.status == 0)
    #expect(run.output == "\(database): 3 analyses of 3 tracks removed.\n")
    #expect(try await json("stats")?["analyses"] as? Int == 0)
    #expect(try await json("clear")?["removed_analyses"] as? Int == 0)
  }

  @Test func `verify accepts a sound cache`() async throws {
    try await fill()
    let run = try await cache("verify")
    #expect(run.status == 0)
    #expect(run.output == "\(database): no damage found in 3 analyses.\n")
    #expect(run.errors == "")
    #expect(try await json("verify")?["is_sound"] as? Bool == true)
  }

  @Test func `verify reports what is wrong, and ends with 1`() async throws {
    try await fill()
    let size = try folder.bytes(of: "cache.sqlite").count
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: database))
    try file.seek(toOffset: 4096)
    try file.write(contentsOf: Data(repeating: 0xA5, count: size - 4096))
    try file.close()
    let run = try await cache("verify")
    #expect(run.status == 1)
    #expect(run.output == "")
    #expect(run.errors.hasPrefix("mastering: \(database): "))
    let object = try #require(try await json("verify"))
    #expect(object["is_sound"] as? Bool == false)
    #expect((object["problems"] as? [String])?.isEmpty == false)
  }

  @Test func `clear repairs a damaged cache`() async throws {
    try await fill()
    let file = try FileHandle(forUpdating: URL(fileURLWithPath: database))
    try file.seek(toOffset: 72)
    try file.write(contentsOf: Data(repeating: 0xA5, count: 50_000))
    try file.close()
    #expect(try await cache("clear").status == 0)
    #expect(try await cache("verify").status == 0)
  }

  @Test(arguments: ["stats", "clear", "verify"])
  func `a file that is not a cache is refused and left alone`(command: String) async throws {
    for name in ["notes.txt", "vault.sqlite"] {
      let notes = try folder.file(name, text: String(repeating: "precious ", count: 1000))
      let neighbour = try folder.file(name + ".damaged-1", text: "precious too")
      let before = try folder.bytes(of: name)
      let run = try await MasteringProcess.run("cache", command, "--cache", notes)
      #expect(run.status == 1)
      #expect(
        run.errors
          == "mastering: \(notes): the file is not a cache of this program, and is left alone\n")
      #expect(try folder.bytes(of: name) == before)
      #expect(FileManager.default.fileExists(atPath: neighbour))
    }
  }

  @Test func `help names the subcommands`() async throws {
    let run = try await MasteringProcess.run("cache", "--help")
    #expect(run.status == 0)
    for word in ["stats", "clear", "verify", "XDG_CACHE_HOME"] {
      #expect(run.output.contains(word))
    }
  }
}
