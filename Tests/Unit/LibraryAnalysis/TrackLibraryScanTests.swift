import AudioFixtures
import Foundation
import LibraryAnalysis
import MasteringModel
import Synchronization
import Testing

/// Library scans: with concurrent queries, requested by several callers at once, and cancelled.
@Suite struct TrackLibraryScanTests {
  private let root: TemporaryFolder
  private let reader = HeldTagReader()
  private let library: TrackLibrary

  init() throws {
    root = try TemporaryFolder()
    library = try TrackLibrary(folders: [root.path], tags: reader)
  }

  private func files(_ count: Int) throws {
    // Names of equal length, so that they sort by number.
    for number in 0..<count { try root.file("\(100 + number).wav") }
  }

  /// The progress that a scan reports.
  private final class Told: Sendable {
    private let told = Mutex<[LibraryScanProgress]>([])

    var all: [LibraryScanProgress] { told.withLock { $0 } }

    func note(_ progress: LibraryScanProgress) { told.withLock { $0.append(progress) } }
  }

  // MARK: Progress

  @Test func `before the first scan, the library is empty and says so`() throws {
    try files(1)
    #expect(library.tracks.isEmpty)
    #expect(
      library.progress
        == LibraryScanProgress(
          state: .scanning, filesFound: 0, filesRead: 0, tracks: 0, problems: 0))
  }

  @Test func `progress begins with nothing, never decreases and ends with everything`() async throws
  {
    try files(20)
    _ = try root.link("out.wav", to: "/etc/hostname")
    let told = Told()
    await library.scan { told.note($0) }
    let all = told.all
    #expect(
      all.first
        == LibraryScanProgress(
          state: .scanning, filesFound: 0, filesRead: 0, tracks: 0, problems: 0))
    #expect(
      all.last
        == LibraryScanProgress(
          state: .ready, filesFound: 21, filesRead: 21, tracks: 20, problems: 1))
    #expect(all.dropLast().allSatisfy { $0.state == .scanning })
    for (one, next) in zip(all, all.dropFirst()) {
      #expect(one.filesFound <= next.filesFound)
      #expect(one.filesRead <= next.filesRead)
      #expect(one.tracks <= next.tracks)
      #expect(one.problems <= next.problems)
    }
    #expect(Set(all.map(\.filesRead)).isSuperset(of: 1...21))
    #expect(library.progress == all.last)
  }

  @Test func `the library is up to date before progress is reported`() async throws {
    try files(5)
    let library = library
    let isAhead = Mutex(true)
    await library.scan { progress in
      if library.progress.filesRead < progress.filesRead { isAhead.withLock { $0 = false } }
    }
    #expect(isAhead.withLock { $0 })
  }

  // MARK: Queries during a scan

  @Test func `tracks that were read are available before the scan ends`() async throws {
    try files(6)
    reader.hold(after: 3)
    async let scan: Void = library.scan()
    // Two more reads start than may pass.
    await reader.isAsked(times: 5)
    // Three had to finish before the fifth started.
    #expect(library.tracks.count == 3)
    let first = try #require(library.tracks.first)
    #expect(library.track(first.number) == first)
    #expect(library.number(of: first.path) == first.number)
    #expect(library.number(of: first.path + "x") == nil)
    #expect(library.progress.state == .scanning)
    #expect(library.progress.tracks == 3)
    #expect(library.progress.filesFound == 6)
    reader.release()
    await scan
    #expect(library.tracks.count == 6)
  }

  @Test func `during a rescan, the earlier tracks are available`() async throws {
    try files(3)
    await library.scan()
    let before = library.tracks
    try root.file("100.wav", [1])
    try root.file("200.wav")
    reader.hold()
    async let scan: Void = library.scan()
    await reader.isAsked(times: 5)
    #expect(library.tracks == before)
    #expect(library.progress.state == .scanning)
    reader.release()
    await scan
    #expect(library.tracks.map(\.title) == ["100", "101", "102", "200"])
  }

  @Test func `at most two files are read at a time`() async throws {
    try files(40)
    reader.hold()
    async let scan: Void = library.scan()
    await reader.isAsked(times: 2)
    reader.release()
    await scan
    #expect(reader.mostAtWork == 2)
    #expect(reader.asked.count == 40)
  }

  @Test func `tasks continue while reading is blocked`() async throws {
    try files(2)
    reader.hold()
    async let scan: Void = library.scan()
    await reader.isAsked(times: 2)
    // More than there are threads for tasks: if two of those were blocked on two cores, nothing
    // would continue until the reader's patience ran out.
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<64 { group.addTask { await Task.yield() } }
    }
    #expect(!reader.wasStuck)
    reader.release()
    await scan
  }

  // MARK: Shared scans

  @Test func `a scan requested during another joins it`() async throws {
    try files(3)
    reader.hold()
    let (one, other) = (Told(), Told())
    async let first: Void = library.scan { one.note($0) }
    await reader.isAsked(times: 2)
    await confirmation { joined in
      let hasJoined = Mutex(false)
      await library.scan { progress in
        other.note(progress)
        // Progress is reported at once; from here on, two callers are waiting.
        let isFirst = hasJoined.withLock { hasJoined in
          defer { hasJoined = true }
          return !hasJoined
        }
        if isFirst {
          joined()
          reader.release()
        }
      }
    }
    await first
    #expect(reader.asked.sorted() == ["100.wav", "101.wav", "102.wav"])
    #expect(one.all.last == library.progress)
    #expect(other.all.last == library.progress)
    #expect(other.all.first?.filesFound == 3)
  }

  @Test func `a scan requested at the end of another starts anew`() async throws {
    try files(1)
    let again = Mutex<Task<Void, Never>?>(nil)
    let (library, root) = (library, root)
    await library.scan { progress in
      guard progress.state == .ready else { return }
      // The listener may have added a file.
      #expect(throws: Never.self) { try root.file("200.wav") }
      again.withLock { $0 = Task { await library.scan() } }
    }
    await again.withLock { $0 }?.value
    #expect(library.tracks.map(\.title) == ["100", "200"])
  }

  @Test func `nothing is reported after the call has returned`() async throws {
    try files(4)
    reader.hold(after: 1)
    let told = Told()
    let early = Task { [library] in
      await library.scan { told.note($0) }
      return told.all.count
    }
    await reader.isAsked(times: 3)
    async let staying: Void = library.scan()
    early.cancel()
    let count = await early.value
    reader.release()
    await staying
    #expect(library.progress.state == .ready)
    #expect(told.all.count == count)
  }

  // MARK: Cancellation

  @Test func `a caller that leaves does not end another caller's scan`() async throws {
    try files(4)
    reader.hold()
    let leaving = Task { [library] in await library.scan() }
    await reader.isAsked(times: 2)
    let joined = AsyncStream<Void>.makeStream()
    let staying = Task { [library] in
      await library.scan { _ in joined.continuation.yield() }
    }
    for await _ in joined.stream { break }
    leaving.cancel()
    // It returns although the files are held.
    await leaving.value
    #expect(library.progress.state == .scanning)
    reader.release()
    await staying.value
    #expect(library.tracks.count == 4)
    #expect(library.progress.state == .ready)
  }

  @Test func `when the last caller leaves, reading ends, and tracks already read are kept`()
    async throws
  {
    try files(20)
    reader.hold(after: 2)
    let scan = Task { [library] in await library.scan() }
    await reader.isAsked(times: 4)
    scan.cancel()
    await scan.value
    #expect(library.progress.state == .scanning)
    #expect(library.tracks.count == 2)
    reader.release()
    // The next scan waits for the end of that one and reads only the remaining files.
    await library.scan()
    #expect(library.progress.state == .ready)
    #expect(library.tracks.count == 20)
    #expect(reader.asked.count == 20)
    #expect(reader.mostAtWork == 2)
  }

  @Test func `a later scan that is cancelled leaves the library ready`() async throws {
    try files(3)
    await library.scan()
    try root.file("100.wav", [1])
    reader.hold()
    let scan = Task { [library] in await library.scan() }
    await reader.isAsked(times: 4)
    scan.cancel()
    await scan.value
    reader.release()
    let patience = ContinuousClock.now + .seconds(20)
    while library.progress.state == .scanning, .now < patience { await Task.yield() }
    #expect(library.progress.state == .ready)
    #expect(library.tracks.count == 3)
  }

  @Test func `a task that is already cancelled scans nothing`() async throws {
    try files(1)
    await Task { [library] in
      withUnsafeCurrentTask { $0?.cancel() }
      await library.scan()
    }.value
    #expect(reader.asked.isEmpty)
    await library.scan()
    #expect(library.tracks.count == 1)
  }

  @Test func `many callers that scan, query and leave do not confuse it`() async throws {
    try files(12)
    await withTaskGroup(of: Void.self) { group in
      for number in 0..<40 {
        group.addTask { [library] in
          let scan = Task { await library.scan() }
          await Task.yield()
          if number % 3 == 0 { scan.cancel() }
          for track in library.tracks {
            let known = library.track(track.number)
            #expect(known == nil || known == track)
          }
          await scan.value
        }
      }
    }
    await library.scan()
    #expect(library.tracks.count == 12)
    #expect(
      library.progress
        == LibraryScanProgress(
          state: .ready, filesFound: 12, filesRead: 12, tracks: 12, problems: 0))
    #expect(reader.mostAtWork <= 2)
  }
}
