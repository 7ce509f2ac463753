import AudioFixtures
import Caching
import Foundation
import MasteringModel
import ProviderTesting
import StrictJSON
import Testing

/// What happens to a sidecar that the other program wrote.
@Suite struct SidecarPreservationTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let cache: SidecarCache

  init() throws {
    folder = try TemporaryFolder()
    cache = SidecarCache(warn: warnings.note)
  }

  private var key: FingerprintKey {
    .sample(identity: .sample(path: folder.path(of: "song.flac")))
  }

  /// The sidecar without our part.
  private func others() throws -> JSON {
    let json = try JSON.parse(folder.bytes(of: "song.flac.25d"))
    return .object(
      (json.members ?? []).map { member in
        guard member.key == "processing_cache" else { return member }
        return JSON.Member(
          member.key, .object((member.value.members ?? []).filter { $0.key != "mastering" }))
      })
  }

  @Test(arguments: [SidecarFixtures.version1, SidecarFixtures.version2])
  func `everything of the other program's is kept: order, numbers as written, text`(_ text: String)
    async throws
  {
    try folder.file("song.flac.25d", text: text)
    #expect(try await cache.analysis(for: key) == nil)
    try await cache.store(.numbered(1), for: key)
    try await cache.store(.numbered(2), for: key)
    #expect(try await cache.analysis(for: key) == .numbered(2))
    #expect(try others() == JSON.parse(text))
    let written = String(decoding: try folder.bytes(of: "song.flac.25d"), as: UTF8.self)
    #expect(written.contains("\n") == text.contains("\n"))
    #expect(warnings.all.isEmpty)
  }

  @Test(arguments: ["5.20", "1.5e1", "-0", "100000000000000000000000000001", "1E-7", "1e999"])
  func `a number is kept digit by digit`(_ number: String) async throws {
    try folder.file("song.flac.25d", text: SidecarFixtures.version1)
    try await cache.store(.numbered(1), for: key)
    let written = String(decoding: try folder.bytes(of: "song.flac.25d"), as: UTF8.self)
    #expect(written.contains(": \(number),\n"))
  }

  @Test(arguments: [SidecarFixtures.version1, SidecarFixtures.version2])
  func `removing our part leaves the other program's sidecar`(_ text: String) async throws {
    try folder.file("song.flac.25d", text: text)
    try await cache.store(.numbered(1), for: key)
    try await cache.removeAll()
    #expect(try JSON.parse(folder.bytes(of: "song.flac.25d")) == JSON.parse(text))
  }

  @Test(arguments: [#""processing_cache":null,"#, "", #""processing_cache":{"mastering":7},"#])
  func `a sidecar without a processing cache, or with rubbish for our part, gets one`(
    _ cache: String
  ) async throws {
    try folder.file("song.flac.25d", text: "{\(cache)\"format_version\":\"1.0\"}")
    try await self.cache.store(.numbered(1), for: key)
    #expect(try await self.cache.analysis(for: key) == .numbered(1))
    #expect(warnings.all.isEmpty)
  }

  @Test(arguments: SidecarFixtures.foreign + SidecarFixtures.damaged)
  func `anything but a sidecar is left alone with a warning that says why`(
    _ text: String, _ refusal: SidecarRefusal
  ) async throws {
    try folder.file("song.flac.25d", text: text)
    try await cache.store(.numbered(1), for: key)
    #expect(try await cache.analysis(for: key) == nil)
    await cache.remove(forTrackAt: key.identity.path)
    #expect(try folder.bytes(of: "song.flac.25d") == Array(text.utf8))
    #expect(try folder.names == ["song.flac.25d"])
    let path = folder.path(of: "song.flac.25d")
    #expect(warnings.all.first == .sidecarLeftAlone(path: path, reason: refusal))
  }

  @Test func `a file too large to be a sidecar is not read`() async throws {
    let path = try folder.file("song.flac.25d", text: SidecarFixtures.version2)
    let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try file.truncate(atOffset: 16 << 20 | 1)
    try file.close()
    try await cache.store(.numbered(1), for: key)
    #expect(
      warnings.all == [.sidecarLeftAlone(path: path, reason: .tooLarge(limitBytes: 16 << 20))])
  }

  @Test(arguments: [(0o640, 0o640), (0o400, 0o400), (0o4777, 0o666), (0o2755, 0o644)])
  func `read and write permissions are kept, and no others`(
    _ before: Int, _ after: Int
  ) async throws {
    let path = try folder.file("song.flac.25d", text: SidecarFixtures.version1)
    chmod(path, mode_t(before))
    try await cache.store(.numbered(1), for: key)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == after)
  }

  /// Only root can give a file away, which this case needs.
  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
  func `the permissions of another user's sidecar are not adopted`() async throws {
    let path = try folder.file("song.flac.25d", text: SidecarFixtures.version1)
    #expect(chown(path, 65534, 65534) == 0)
    chmod(path, 0o666)
    try await cache.store(.numbered(1), for: key)
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o022 } == 0)
    #expect(attributes[.ownerAccountID] as? Int == 65534)
  }

  // MARK: Links

  @Test func `a sidecar that is a link is neither followed nor replaced`() async throws {
    let target = try folder.file("kept elsewhere", text: SidecarFixtures.version1)
    let link = try folder.link("song.flac.25d", to: target)
    try await cache.store(.numbered(1), for: key)
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == target)
    #expect(try await cache.analysis(for: key) == nil)
    #expect(try folder.bytes(of: "kept elsewhere") == Array(SidecarFixtures.version1.utf8))
    #expect(warnings.all == [.sidecarLeftAlone(path: link, reason: .link)])
  }

  @Test func `another user's sidecar is not read through a link`() async throws {
    try await cache.store(.numbered(1), for: key)
    try FileManager.default.moveItem(
      atPath: folder.path(of: "song.flac.25d"), toPath: folder.path(of: "kept elsewhere"))
    _ = try folder.link("song.flac.25d", to: folder.path(of: "kept elsewhere"))
    #expect(try await SidecarCache().analysis(for: key) == nil)
  }

  @Test func `a dangling link creates no file`() async throws {
    _ = try folder.link("song.flac.25d", to: folder.path(of: "new"))
    try await cache.store(.numbered(1), for: key)
    #expect(try folder.names == ["song.flac.25d"])
    #expect(warnings.all.count == 1)
  }

  @Test func `a folder on the way to the track that became a link is not followed`() async throws {
    _ = try folder.folder("outside")
    try folder.file("outside/song.flac.25d", text: SidecarFixtures.version1)
    _ = try folder.link("album", to: folder.path(of: "outside"))
    let key = FingerprintKey.sample(identity: .sample(path: folder.path(of: "album/song.flac")))
    try await cache.store(.numbered(1), for: key)
    #expect(try await cache.analysis(for: key) == nil)
    #expect(try folder.bytes(of: "outside/song.flac.25d") == Array(SidecarFixtures.version1.utf8))
    #expect(
      warnings.all == [
        .sidecarUnwritable(
          path: folder.path(of: "album/song.flac.25d"), reason: "Not a directory")
      ])
  }
}
