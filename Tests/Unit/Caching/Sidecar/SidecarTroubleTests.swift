import AudioFixtures
import Caching
import Foundation
import MasteringModel
import ProviderTesting
import Testing

@Suite struct SidecarTroubleTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SidecarCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SidecarCache(warn: warnings.note)
  }

  private func key(_ name: String) -> FingerprintKey {
    .sample(identity: .sample(path: folder.path(of: name)))
  }

  @Test func `if nothing can be written there is a warning, not a failure`() async throws {
    try folder.file("file")
    try await cache.store(.numbered(1), for: key("file/song.flac"))
    #expect(try await cache.analysis(for: key("file/song.flac")) == nil)
    let path = folder.path(of: "file/song.flac.25d")
    #expect(warnings.all == [.sidecarUnwritable(path: path, reason: "Not a directory")])
  }

  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `a read-only folder is a warning, not a failure`() async throws {
    _ = try folder.folder("shut")
    chmod(folder.path(of: "shut"), 0o500)
    defer { chmod(folder.path(of: "shut"), 0o700) }
    try await cache.store(.numbered(1), for: key("shut/song.flac"))
    let path = folder.path(of: "shut/song.flac.25d")
    #expect(warnings.all == [.sidecarUnwritable(path: path, reason: "Permission denied")])
  }

  @Test func `a track whose sidecar could not be rewritten is not answered from the old one`()
    async throws
  {
    try await cache.store(.numbered(1), for: key("song.flac"))
    let other = open(folder.path, O_RDONLY)
    try #require(flock(other, LOCK_EX) == 0)
    try await cache.store(.numbered(2), for: key("song.flac"))
    #expect(warnings.all.count == 1)
    #expect(try await cache.analysis(for: key("song.flac")) == nil)
    close(other)
    try await cache.store(.numbered(3), for: key("song.flac"))
    #expect(try await cache.analysis(for: key("song.flac")) == .numbered(3))
  }

  @Test func `a temporary file left by a killed process is replaced`() async throws {
    try folder.file(".mastering.25d.tmp", text: "{ half a sidec")
    try await cache.store(.numbered(1), for: key("song.flac"))
    #expect(try await cache.analysis(for: key("song.flac")) == .numbered(1))
    #expect(try folder.names == ["song.flac.25d"])
  }

  /// What has the name of the temporary file, but is not one, is not ours.
  @Test func `a file of others under the temporary name is left alone`() async throws {
    let notes = Array("notes of another person".utf8)
    try folder.file(".mastering.25d.tmp", notes)
    try await cache.store(.numbered(1), for: key("song.flac"))
    #expect(try await cache.analysis(for: key("song.flac")) == .numbered(1))
    #expect(try folder.bytes(of: ".mastering.25d.tmp") == notes)
    #expect(try folder.names == [".mastering.25d.tmp", "song.flac.25d"])
    #expect(warnings.all.isEmpty)
  }

  @Test func `a folder under the temporary name is left alone`() async throws {
    _ = try folder.folder(".mastering.25d.tmp")
    try await cache.store(.numbered(1), for: key("song.flac"))
    #expect(try await cache.analysis(for: key("song.flac")) == .numbered(1))
    #expect(try folder.names == [".mastering.25d.tmp", "song.flac.25d"])
  }

  /// Such a folder cannot be locked.
  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `it writes to a folder that may not be listed`() async throws {
    _ = try folder.folder("blind")
    chmod(folder.path(of: "blind"), 0o300)
    defer { chmod(folder.path(of: "blind"), 0o700) }
    try await cache.store(.numbered(1), for: key("blind/song.flac"))
    #expect(try await cache.analysis(for: key("blind/song.flac")) == .numbered(1))
    chmod(folder.path(of: "blind"), 0o700)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path(of: "blind"))
    #expect(names == ["song.flac.25d"])
    #expect(warnings.all.isEmpty)
  }

  @Test func `a name too long for the suffix is a warning`() async throws {
    let name = String(repeating: "x", count: 250) + ".wav"
    try await cache.store(.numbered(1), for: key(name))
    #expect(
      warnings.all == [
        .sidecarUnwritable(path: folder.path(of: name + ".25d"), reason: "File name too long")
      ])
  }

  @Test func `a pipe or a folder in its place is left alone`() async throws {
    _ = try folder.pipe("a.flac.25d")
    _ = try folder.folder("b.flac.25d")
    for name in ["a.flac", "b.flac"] {
      #expect(try await cache.analysis(for: key(name)) == nil)
      try await cache.store(.numbered(1), for: key(name))
    }
    #expect(
      warnings.all
        == ["a.flac.25d", "b.flac.25d"].map {
          .sidecarLeftAlone(path: folder.path(of: $0), reason: .notAFile)
        })
  }

  @Test func `when the disk is full the old sidecar stays`() async throws {
    try folder.file("song.flac.25d", text: SidecarFixtures.version1)
    let track = folder.path(of: "song.flac")
    await #expect(processExitsWith: .success) { [track = track as String] in
      signal(SIGXFSZ, SIG_IGN)
      var limit = rlimit(rlim_cur: 100, rlim_max: 100)
      #if canImport(Darwin)
        setrlimit(RLIMIT_FSIZE, &limit)
      #else
        setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
      #endif
      let warnings = Warnings()
      let key = FingerprintKey.sample(identity: .sample(path: track))
      try await SidecarCache(warn: warnings.note).store(.numbered(1), for: key)
      if warnings.all != [.sidecarUnwritable(path: track + ".25d", reason: "File too large")] {
        throw CancellationError()
      }
    }
    #expect(try folder.bytes(of: "song.flac.25d") == Array(SidecarFixtures.version1.utf8))
    #expect(try folder.names == ["song.flac.25d"])
  }
}
