import Dispatch
import Foundation
import LibraryAnalysis
import MasteringModel
import Synchronization
import Testing

@testable import WebHosting

/// Looking through the library on request.
@Suite struct LibraryScanningTests {
  /// Lets no file be read before it is released.
  private final class HeldTags: TagReader {
    private let gate = DispatchSemaphore(value: 0)

    func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
      gate.wait()
      gate.signal()
      return TrackTags()
    }

    func release() { gate.signal() }
  }

  private func withLibrary(
    _ body: (TrackLibrary, HeldTags, String) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "scanning-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("RIFF".utf8).write(to: folder.appending(path: "a.wav"))
    let tags = HeldTags()
    try await body(try TrackLibrary(folders: [folder.path()], tags: tags), tags, folder.path())
  }

  @Test func `a scan is told of once, however many asked for it`() async throws {
    try await withLibrary { library, tags, _ in
      let told = Mutex(0)
      let scanning = LibraryScanning(library) { _ in told.withLock { $0 += 1 } }
      await scanning.begin()
      for _ in 0..<1000 { await scanning.begin() }
      #expect(library.progress.state == .scanning)
      tags.release()
      await library.scan()
      await scanning.stop()
      #expect(told.withLock { $0 } < 50)
    }
  }

  @Test func `one that is asked for after the last has ended finds what is new`() async throws {
    try await withLibrary { library, tags, folder in
      tags.release()
      let scanning = LibraryScanning(library) { _ in }
      await scanning.begin()
      await library.scan()
      for name in ["b.wav", "c.wav"] {
        try Data("RIFF".utf8).write(to: URL(filePath: folder).appending(path: name))
        await scanning.begin()
        await library.scan()
        #expect(library.tracks.contains { $0.path.hasSuffix(name) })
      }
      await scanning.stop()
    }
  }

  @Test func `stopping ends the scan under way, and nothing begins after it`() async throws {
    try await withLibrary { library, tags, _ in
      let scanning = LibraryScanning(library) { _ in }
      await scanning.begin()
      await scanning.begin()
      tags.release()
      await scanning.stop()
      let after = library.progress
      await scanning.begin()
      #expect(library.progress == after)
    }
  }
}
