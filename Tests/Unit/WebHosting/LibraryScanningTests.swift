import Dispatch
import Foundation
import LibraryAnalysis
import MasteringModel
import Synchronization
import TestResources
import Testing

@testable import WebHosting

/// Library scans on request.
@Suite struct LibraryScanningTests {
  /// Reads no file until it is released.
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

  @Test func `a scan is reported once, however many requests there were`() async throws {
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

  @Test func `a scan requested after the last has ended finds new files`() async throws {
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

  @Test func `stopping ends the running scan, and none starts afterwards`() async throws {
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

/// A library that is kept up to date automatically.
@Suite struct LibraryFollowingTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "following-\(UInt64.random(in: 0...(.max)))")

  private struct NoTags: TagReader {
    func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags { TrackTags() }
  }

  private func put(_ name: String) throws {
    try Data("RIFF".utf8).write(to: folder.appending(path: name))
  }

  /// Follows a folder with one file; the body receives the track count after each change.
  private func follow(
    mostWatches: Int, rescan: Duration,
    _ body: (inout AsyncStream<Int>.Iterator, AsyncStream<LibraryWatchCoverage>) async throws ->
      Void
  ) async throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try put("a.wav")
    let watch = LibraryWatch(mostWatches: mostWatches)
    let library = try TrackLibrary(folders: [folder.path()], tags: NoTags(), watch: watch)
    let (counts, count) = AsyncStream<Int>.makeStream()
    let (coverages, coverage) = AsyncStream<LibraryWatchCoverage>.makeStream()
    let scanning = LibraryScanning(library) { _ in
    } changed: {
      count.yield($0)
    }
    var following = LibraryFollowing(watch: watch, scanning: scanning) { coverage.yield($0) }
    following.pace = .init(
      quiet: .milliseconds(5), longest: .milliseconds(50), rescan: rescan, restFactor: 0,
      rescanFactor: 0)
    let task = Task { [following] in await following.run() }
    var iterator = counts.makeAsyncIterator()
    do { try await body(&iterator, coverages) } catch { Issue.record(error) }
    task.cancel()
    await scanning.stop()
    #expect(await ends(task))
  }

  #if os(Linux)
    @Test func `new and removed files are reported without a request`() async throws {
      // A periodic scan would come only after a day.
      try await follow(mostWatches: 100, rescan: .seconds(86_400)) { counts, coverages in
        for await coverage in coverages {
          #expect(coverage == LibraryWatchCoverage(watched: 1))
          break
        }
        try put("b.wav")
        #expect(await counts.next() == 2)
        try FileManager.default.createDirectory(
          at: folder.appending(path: "disc"), withIntermediateDirectories: false)
        try put("disc/c.wav")
        #expect(await counts.next() == 3)
        try FileManager.default.removeItem(at: folder.appending(path: "disc"))
        #expect(await counts.next() == 2)
        try FileManager.default.removeItem(at: folder.appending(path: "a.wav"))
        #expect(await counts.next() == 1)
      }
    }
  #endif

  @Test func `a folder that cannot be watched is scanned periodically`() async throws {
    try await follow(mostWatches: 0, rescan: .milliseconds(20)) { counts, coverages in
      for await coverage in coverages {
        #expect(coverage.watched == 0 && coverage.isPartial)
        break
      }
      try put("b.wav")
      #expect(await counts.next() == 2)
      try FileManager.default.removeItem(at: folder.appending(path: "a.wav"))
      #expect(await counts.next() == 1)
    }
  }

  @Test(arguments: [
    (0.5, 4.5), (2.0, 18.0), (6.0, 20.0), (10.0, 20.0), (60.0, 120.0), (300.0, 600.0),
  ])
  func `a long scan is followed by a pause of 20 s, or of twice its time`(
    scan: Double, rest: Double
  ) {
    let pace = LibraryFollowing.Pace()
    #expect(pace.rest(afterScanOf: .seconds(scan), isFirst: false) == .seconds(rest))
    // The first scan reads all tags, which takes longer than any later one.
    #expect(pace.rest(afterScanOf: .seconds(scan), isFirst: true) == .seconds(min(rest, 20)))
  }

  @Test func `it ends at once on request, whatever it is waiting for`() async throws {
    for most in [0, 100] {
      try await follow(mostWatches: most, rescan: .seconds(86_400)) { _, coverages in
        for await _ in coverages { break }
      }
    }
  }
}
