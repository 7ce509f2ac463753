import AudioFixtures
import Foundation
import MasteringModel
import Testing

@testable import LibraryAnalysis

#if os(Linux)
  /// Notifications about changes in a library's folders.
  @Suite struct LibraryWatchTests {
    private let root: TemporaryFolder

    init() throws {
      root = try TemporaryFolder()
      _ = try root.folder("album")
    }

    enum Change: String, CaseIterable, CustomTestStringConvertible {
      case written, renamed, deleted, folder, folderDeleted, sheet, link, hardLink
      case text, hidden, hiddenFolder, read, beingWritten

      var testDescription: String { rawValue }
      var isOfInterest: Bool {
        ![.text, .hidden, .hiddenFolder, .read, .beingWritten].contains(self)
      }
    }

    private func make(_ change: Change) throws {
      let files = FileManager.default
      func path(_ name: String) -> String { root.path(of: "album/\(name)") }
      switch change {
      case .written: try root.file("album/new.wav", text: "new")
      case .renamed: try files.moveItem(atPath: path("old.wav"), toPath: path("newer.flac"))
      case .deleted: try files.removeItem(atPath: path("old.wav"))
      case .folder: _ = try root.folder("album/disc 2")
      case .folderDeleted: try files.removeItem(atPath: path("disc 1"))
      case .sheet: try root.file("album/new.CUE", text: "new")
      case .link: _ = try root.link("album/link.mp3", to: "old.wav")
      case .hardLink: try files.linkItem(atPath: path("old.wav"), toPath: path("hard.ogg"))
      case .text: try root.file("album/notes.txt", text: "new")
      case .hidden: try root.file("album/.new.wav", text: "new")
      case .hiddenFolder: _ = try root.folder("album/.thumbnails")
      case .read: _ = try root.bytes(ofFileAt: path("old.wav"))
      case .beingWritten:
        let handle = try FileHandle(forUpdating: URL(fileURLWithPath: path("old.wav")))
        try handle.write(contentsOf: Data([1]))
        // Closed after the marker is created.
        withExtendedLifetime(handle) { _ = try? root.folder("album/marker") }
      }
    }

    @Test(arguments: Change.allCases)
    func `changes that affect a scan are reported, and no others`(change: Change) async throws {
      try root.file("album/old.wav", text: "old")
      _ = try root.folder("album/disc 1")
      let (news, feed) = AsyncStream<[WatchQueue.News]>.makeStream()
      let queue = try #require(WatchQueue())
      defer { queue.end() }
      queue.begin { feed.yield($0) }
      guard case .watched = queue.watch(Array(root.path(of: "album").utf8)) else {
        Issue.record("the folder is not watched")
        return
      }
      try make(change)
      // The system reports events in order.
      let marker = WatchQueue.News.folder(Array("marker".utf8))
      _ = try? root.folder("album/marker")
      var heard: [WatchQueue.News] = []
      for await some in news {
        heard += some
        if heard.contains(marker) { break }
      }
      let before = heard.prefix { $0 != marker }
      #expect(before.contains(where: LibraryWatch.isOfInterest) == change.isOfInterest, "\(before)")
    }

    private func library(_ watch: LibraryWatch) throws -> TrackLibrary {
      try TrackLibrary(folders: [root.path], tags: NoTags(), watch: watch)
    }

    private struct NoTags: TagReader {
      func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags { TrackTags() }
    }

    private func hear(_ watch: LibraryWatch, since count: Int) async {
      var changes = watch.changes.makeAsyncIterator()
      while watch.changeCount == count { _ = await changes.next() }
    }

    @Test func `folders are watched from the scan that found them`() async throws {
      let watch = LibraryWatch()
      let library = try library(watch)
      await library.scan()
      #expect(watch.coverage == LibraryWatchCoverage(watched: 2))
      _ = try root.folder("album/disc 2")
      await hear(watch, since: 0)
      await library.scan()
      #expect(watch.coverage == LibraryWatchCoverage(watched: 3))
      let count = watch.changeCount
      try root.file("album/disc 2/new.wav", text: "new")
      await hear(watch, since: count)
    }

    @Test func `a folder that was moved away is no longer watched`() async throws {
      let watch = LibraryWatch()
      let library = try library(watch)
      await library.scan()
      let elsewhere = try TemporaryFolder()
      try FileManager.default.moveItem(
        atPath: root.path(of: "album"), toPath: elsewhere.path(of: "album"))
      await library.scan()
      #expect(watch.coverage == LibraryWatchCoverage(watched: 1))
    }

    @Test func `folders beyond the limit are not watched, and are counted`() async throws {
      for number in 1...5 { _ = try root.folder("album/\(number)") }
      let watch = LibraryWatch(mostWatches: 3)
      let library = try library(watch)
      await library.scan()
      #expect(watch.coverage == LibraryWatchCoverage(watched: 3, unwatched: 4, limit: 3))
      #expect(watch.coverage.isPartial)
      // Existing watches are kept, and a freed one is used again.
      try FileManager.default.removeItem(atPath: root.path(of: "album/1"))
      await library.scan()
      await library.scan()
      #expect(watch.coverage == LibraryWatchCoverage(watched: 3, unwatched: 3, limit: 3))
    }

    @Test func `the limit is the system's`() throws {
      let text = try String(
        contentsOfFile: "/proc/sys/fs/inotify/max_user_watches", encoding: .utf8)
      #expect(LibraryWatch.systemLimit == Int(text.dropLast()))
    }

    @Test func `events are read up to the first incomplete one`() {
      func event(_ watch: UInt8, _ mask: UInt8, _ name: [UInt8]) -> [UInt8] {
        [watch, 0, 0, 0, 0, mask, 0, 0, 0, 0, 0, 0, UInt8(name.count), 0, 0, 0] + name
      }
      // IN_CREATE is 0x100, IN_DELETE 0x200.
      let bytes =
        event(1, 1, [0x61, 0, 0, 0]) + event(2, 2, []) + event(3, 1, [0x62, 0]).dropLast()
      #expect(WatchQueue.events(in: bytes[...]) == [.file([0x61]), .file([])])
      #expect(WatchQueue.events(in: []) == [])
    }
  }
#endif

/// Which folders are on another machine.
@Suite struct MountedKindsTests {
  private static let mounts = """
    22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
    40 22 0:45 / /home/me/nas\\040music rw shared:7 master:3 - nfs4 nas:/music rw,vers=4.2
    41 22 0:300 / /mnt rw - fuse.sshfs me@there:/ rw
    42 22 0:46 / /broken rw
    """

  @Test(arguments: [(8, 1, false), (0, 45, true), (0, 300, true), (0, 46, false), (9, 9, false)])
  func `a device is remote if its mount says so`(
    major: UInt64, minor: UInt64, isRemote: Bool
  ) {
    let device = MountedKinds.number(major: major, minor: minor)
    #expect(MountedKinds.areRemote([device], mounts: Self.mounts) == isRemote)
    #expect(!MountedKinds.areRemote([], mounts: Self.mounts))
  }
}
