import AudioFixtures
import Foundation
import Testing

/// Where the commands store their measurements.
@Suite(.takesTurns(at: .process)) struct CacheOptionTests {
  private let folder: TemporaryFolder
  private let song: String

  init() throws {
    folder = try TemporaryFolder()
    song = try folder.file("song.wav", .noise(frames: 44_100), as: .integer16)
  }

  private var standardPath: String { folder.path(of: "cache/adaptive-mastering/cache.sqlite") }
  private var database: String { folder.path(of: "mine.sqlite") }

  private func run(_ arguments: [String]) async throws -> MasteringProcess {
    try await MasteringProcess.run(
      arguments, environment: ["XDG_CACHE_HOME": folder.path(of: "cache")])
  }

  private func analyses(in path: String) async throws -> Int? {
    let run = try await run(["cache", "stats", "--json", "--cache", path])
    let object = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    return object?["analyses"] as? Int
  }

  private static let commands = ["recommend", "fingerprint", "analyze"]

  @Test(arguments: commands)
  func `measurements are stored in the user's cache folder`(command: String) async throws {
    #expect(try await run([command, song]).status == 0)
    #expect(try await analyses(in: standardPath) == 1)
  }

  @Test(arguments: commands)
  func `--cache names another database`(command: String) async throws {
    #expect(try await run([command, "--cache", database, song]).status == 0)
    #expect(try await analyses(in: database) == 1)
    #expect(!FileManager.default.fileExists(atPath: standardPath))
  }

  @Test(arguments: commands)
  func `--no-cache leaves nothing behind`(command: String) async throws {
    #expect(try await run([command, "--no-cache", song]).status == 0)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["song.wav"])
  }

  @Test(arguments: commands)
  func `--sidecar stores beside the file and nowhere else`(command: String) async throws {
    #expect(try await run([command, "--sidecar", song]).status == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        == ["song.wav", "song.wav.25d"])
    let second = try await run(["analyze", "--sidecar", "--json", song])
    #expect(try LibraryDocument(second.output).summary.fromCache == 1)
  }

  @Test func `a comparison caches both files`() async throws {
    let other = try folder.file("other.wav", .noise(seed: 2, frames: 44_100), as: .integer16)
    #expect(try await run(["compare", song, other]).status == 0)
    #expect(try await analyses(in: standardPath) == 2)
  }

  @Test(arguments: ["recommend", "fingerprint"])
  func `a cached answer is the measured one, to the last bit`(command: String) async throws {
    let measured = try await run([command, "--json", song])
    // This answer cannot come from the file: its audio is gone, while its size and time are
    // unchanged.
    try silence(song)
    let remembered = try await run([command, "--json", song])
    #expect(remembered.status == 0)
    #expect(remembered.output == measured.output)
    // A real read would have noticed.
    #expect(try await run([command, "--json", "--no-cache", song]).output != measured.output)
  }

  /// Fills a file with zeros without the cache noticing: size and time stay the same, to the
  /// nanosecond.
  private func silence(_ path: String) throws {
    let descriptor = open(path, O_WRONLY)
    defer { close(descriptor) }
    var status = stat()
    #expect(fstat(descriptor, &status) == 0)
    #expect(ftruncate(descriptor, 0) == 0 && ftruncate(descriptor, status.st_size) == 0)
    #if canImport(Darwin)
      let times = [status.st_atimespec, status.st_mtimespec]
    #else
      let times = [status.st_atim, status.st_mtim]
    #endif
    #expect(futimens(descriptor, times) == 0)
  }

  @Test func `a changed file is measured again`() async throws {
    let before = try await run(["fingerprint", "--json", song])
    try folder.file("song.wav", .noise(seed: 9, amplitude: 0.1, frames: 44_100), as: .integer16)
    let after = try await run(["fingerprint", "--json", song])
    #expect(after.output != before.output)
    #expect(after.output == (try await run(["fingerprint", "--json", "--no-cache", song])).output)
  }

  @Test func `another window and another tolerance are measured separately`() async throws {
    _ = try await run(["fingerprint", song])
    let short = try await run(["fingerprint", "--json", "--max-duration", "0.5", song])
    #expect(short.output.contains("\"analysed_seconds\": 0.5"))
    _ = try await run(["fingerprint", "--allow-partial", song])
    #expect(try await analyses(in: standardPath) == 3)
  }

  // MARK: Unusable caches

  @Test func `an unusable cache is a warning, and the answer is the same`()
    async throws
  {
    let impossible = "\(song)/cache.sqlite"
    for command in Self.commands {
      let run = try await run([command, "--cache", impossible, song])
      #expect(run.status == 0)
      #expect(!run.output.isEmpty)
      #expect(run.errors.hasPrefix("mastering: cache "))
    }
  }

  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `a read-only cache folder is a warning`() async throws {
    _ = try folder.folder("locked")
    #expect(chmod(folder.path(of: "locked"), 0o500) == 0)
    let run = try await run(["recommend", "--cache", folder.path(of: "locked/c.sqlite"), song])
    #expect(run.status == 0)
    #expect(run.errors.hasPrefix("mastering: cache "))
  }

  @Test func `a file that is not a cache is left alone`() async throws {
    let text = String(repeating: "my precious notes ", count: 100)
    for name in ["notes.txt", "vault.sqlite"] {
      let notes = try folder.file(name, text: text)
      let run = try await run(["recommend", "--cache", notes, song])
      #expect(run.status == 0)
      #expect(run.errors.hasPrefix("mastering: cache \(notes): "))
      #expect(try folder.bytes(of: name) == Array(text.utf8))
    }
  }

  @Test func `a warning that recurs with every file is printed only a few times`() async throws {
    let clips = try folder.clips(count: 8, seconds: 1)
    let run = try await run([
      "analyze", "--progress", "never", "--cache", "\(song)/cache.sqlite", clips,
    ])
    #expect(run.status == 0)
    #expect((1...6).contains(run.errorLines.count))
    #expect(run.errors.contains("(Further warnings like this are not shown.)"))
  }

  @Test func `without a home folder there is a warning, and the answer is the same`() async throws {
    let run = try await MasteringProcess.run(
      "recommend", song, environment: ["XDG_CACHE_HOME": "", "HOME": ""])
    #expect(run.status == 0)
    #expect(run.errors.contains("XDG_CACHE_HOME"))
  }
}
