import Foundation
import LibraryAnalysis
import MasteringModel
import MasteringService
import NIOCore
import ProfileCatalog
import Testing

@testable import WebHosting

/// Long answers that all clients share.
@Suite struct ListingsTests {
  private struct NoTags: TagReader {
    func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags { TrackTags() }
  }

  /// The address of a buffer's bytes.
  private func place(_ buffer: ByteBuffer) -> UnsafeRawPointer? {
    buffer.withUnsafeReadableBytes { $0.baseAddress }
  }

  @Test func `the list of tracks exists once, until the library changes`() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "listing-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("RIFF".utf8).write(to: folder.appending(path: "a.wav"))
    let library = try TrackLibrary(folders: [folder.path()], tags: NoTags())
    await library.scan()
    let listings = Listings()
    let first = listings.tracks(of: library)
    #expect(String(buffer: first).contains("\"title\":\"a\""))
    #expect(place(listings.tracks(of: library)) == place(first))
    try Data("RIFF".utf8).write(to: folder.appending(path: "b.wav"))
    await library.scan()
    #expect(String(buffer: listings.tracks(of: library)).contains("\"title\":\"b\""))
  }

  @Test func `the list of profiles exists once, until a caller changes them`() throws {
    let profiles = try LiveProfiles(BuiltInProfiles.registry)
    let listings = Listings()
    let first = listings.profiles(of: profiles)
    #expect(place(listings.profiles(of: profiles)) == place(first))
    let id = profiles.current.profiles[0].id
    _ = try profiles.remove(id: id)
    #expect(!String(buffer: listings.profiles(of: profiles)).contains("\"\(id)\""))
  }
}
