import AudioFixtures
import Foundation
import LibraryAnalysis
import MasteringModel
import Synchronization
import Testing

/// What a library makes of the files in its folders.
@Suite struct TrackLibraryTests {
  private let root: TemporaryFolder
  private let reader = HeldTagReader()

  init() throws {
    root = try TemporaryFolder()
  }

  private func library(_ folders: String...) throws -> TrackLibrary {
    try TrackLibrary(
      folders: (folders.isEmpty ? [""] : folders).map { root.path(of: $0) }, tags: reader)
  }

  private func scanned(_ folders: String...) async throws -> TrackLibrary {
    let library = try TrackLibrary(
      folders: (folders.isEmpty ? [""] : folders).map { root.path(of: $0) }, tags: reader)
    await library.scan()
    return library
  }

  /// The paths of the tracks, relative to the folder.
  private func paths(_ library: TrackLibrary) -> [String] {
    library.tracks.map { String($0.path.dropFirst(root.path.count + 1)) }
  }

  // MARK: Tracks

  @Test func `a track has the values of its tags`() async throws {
    try root.file("a.flac")
    reader.set(
      TrackTags(title: "Title", artist: "Artist", album: "Album", durationSeconds: 61.5),
      of: "a.flac")
    let track = try #require(try await scanned().tracks.first)
    #expect(
      track
        == LibraryTrack(
          number: track.number, path: root.path(of: "a.flac"), title: "Title", artist: "Artist",
          album: "Album", durationSeconds: 61.5))
  }

  @Test(arguments: [
    ("01 Song.flac", "01 Song"), ("Mr. Blue.mp3", "Mr. Blue"), ("a.b.OGG", "a.b"),
    ("\u{301}accent.wav", "\u{301}accent"), ("a\u{301}.wav", "a\u{301}"),
    (" tab\there.wav", "tab here"), ("\u{1}.wav", "Untitled"), ("..wav", nil),
    ("\(String(repeating: "ü", count: 120)).wav", String(repeating: "ü", count: 120)),
  ])
  func `without a title tag, the title is the file name without its extension`(
    name: String, title: String?
  ) async throws {
    try root.file(name)
    #expect(try await scanned().tracks.first?.title == title)
  }

  @Test func `tracks read at the same time get their own artists and albums`() async throws {
    let tags = [
      TrackTags(artist: "Caf\u{E9}", album: "A"), TrackTags(artist: "Cafe\u{301}", album: "A"),
      TrackTags(artist: nil, album: "A"), TrackTags(artist: "B", album: nil),
    ]
    for (number, tags) in tags.enumerated() {
      try root.file("\(number).wav")
      reader.set(tags, of: "\(number).wav")
    }
    let tracks = try await scanned().tracks
    #expect(
      tracks.map { $0.artist.map { Array($0.utf8) } }
        == tags.map { $0.artist.map { Array($0.utf8) } })
    #expect(tracks.map(\.album) == tags.map(\.album))
  }

  /// An attacker who may write in the folders but not read files outside them replaces a found path
  /// by a link before it is read.
  @Test(arguments: ["z", "z/album", "z/album/secret.wav"])
  func `a path that became a link after it was found is not read`(_ swapped: String) async throws {
    let files = FileManager.default
    let outside = try TemporaryFolder()
    for folder in ["z/album", "album"] {
      try files.createDirectory(
        atPath: outside.path(of: folder), withIntermediateDirectories: true)
      try outside.file("\(folder)/secret.wav")
    }
    try outside.file("secret.wav")
    try files.createDirectory(atPath: root.path(of: "z/album"), withIntermediateDirectories: true)
    for name in ["1.wav", "2.wav", "z/album/secret.wav"] { try root.file(name) }
    let library = try library()
    reader.hold()
    async let scan: Void = library.scan()
    // All files are found, and as many are being read as may be read at a time.
    await reader.isAsked(times: 2)
    try files.moveItem(atPath: root.path(of: swapped), toPath: outside.path(of: "moved"))
    let target = String(swapped.dropFirst(swapped == "z" ? 0 : 2))
    try files.createSymbolicLink(
      atPath: root.path(of: swapped), withDestinationPath: outside.path(of: target))
    reader.release()
    await scan
    #expect(reader.asked.sorted() == ["1.wav", "2.wav"])
    #expect(paths(library) == ["1.wav", "2.wav"])
  }

  @Test func `if the title is removed from a file, its name is the title again`() async throws {
    try root.file("a.wav")
    reader.set(TrackTags(title: "Title"), of: "a.wav")
    let library = try await scanned()
    try root.file("a.wav", [1])
    reader.set(TrackTags(), of: "a.wav")
    await library.scan()
    #expect(library.tracks.map(\.title) == ["a"])
  }

  @Test func `a track is found by its number, and by no other`() async throws {
    for name in ["a.wav", "b.wav"] { try root.file(name) }
    let library = try await scanned()
    for track in library.tracks { #expect(library.track(track.number) == track) }
    #expect(library.track(-1) == nil)
    #expect(library.track(.max) == nil)
  }

  @Test func `numbers depend on paths only, across restarts and whatever other files there are`()
    async throws
  {
    try root.file("m.wav")
    let number = try #require(try await scanned().tracks.first?.number)
    #expect(TrackNumbering.standard.numbers(of: [root.path(of: "m.wav")]) == [number])
    for name in ["a.wav", "z.wav"] { try root.file(name) }
    #expect(try await scanned().tracks.map(\.number)[1] == number)
  }

  @Test func `tracks with the same digest are numbered in path order`() async throws {
    for name in ["c.wav", "a.wav", "b.wav"] { try root.file(name) }
    let library = try TrackLibrary(
      folders: [root.path], tags: reader, numbering: TrackNumbering { _, zeros in UInt64(zeros) })
    await library.scan()
    #expect(library.tracks.map(\.number) == [0, 1, 2])
    #expect(paths(library) == ["a.wav", "b.wav", "c.wav"])
    #expect(library.track(1)?.title == "b")
  }

  @Test func `tracks are in byte order of their paths`() async throws {
    for name in ["b", "a", "a-"] { _ = try root.folder(name) }
    for name in ["b/é.wav", "b/z.wav", "a/1.wav", "Z.wav", "z.wav", "a-/1.wav"] {
      try root.file(name)
    }
    // "-" comes before "/".
    #expect(
      try await paths(scanned("b", ""))
        == ["Z.wav", "a-/1.wav", "a/1.wav", "b/z.wav", "b/é.wav", "z.wav"])
  }

  @Test func `names that look the same but differ are two tracks`() async throws {
    try root.file("e\u{301}.wav")
    try root.file("\u{e9}.wav")
    let library = try await scanned()
    #expect(library.tracks.count == 2)
    #expect(Set(library.tracks.map(\.number)).count == 2)
  }

  @Test func `a folder given twice, or nested in another, counts once`() async throws {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    let library = try await scanned("", "a", "")
    #expect(paths(library) == ["a/1.wav"])
  }

  // MARK: Links and names

  @Test func `two names of one file are one track, under the file's own name`() async throws {
    try root.file("real.wav")
    _ = try root.link("link.wav", to: "real.wav")
    let library = try await scanned()
    #expect(paths(library) == ["real.wav"])
    #expect(
      library.progress
        == LibraryScanProgress(state: .ready, filesFound: 2, filesRead: 2, tracks: 1, problems: 0))
  }

  @Test func `hard links are two tracks`() async throws {
    try root.file("a.wav")
    #expect(link(root.path(of: "a.wav"), root.path(of: "b.wav")) == 0)
    #expect(try await paths(scanned()) == ["a.wav", "b.wav"])
  }

  @Test func `a link that leads out of the folders is omitted and is a problem`() async throws {
    for name in ["in", "in-between"] { _ = try root.folder(name) }
    // Its path has the folder's path as a prefix.
    try root.file("in-between/out.wav")
    _ = try root.link("in/a.wav", to: root.path(of: "in-between/out.wav"))
    _ = try root.link("in/b.wav", to: "../in-between/out.wav")
    let library = try await scanned("in")
    #expect(library.tracks.isEmpty)
    #expect(library.progress.problems == 2)
    #expect(reader.asked.isEmpty)
    // In a library of both folders, it is a track.
    #expect(try await paths(scanned("in", "in-between")) == ["in-between/out.wav"])
  }

  @Test func `a link to a hidden file is omitted and is a problem`() async throws {
    _ = try root.folder(".keys")
    for name in [".keys/key.wav", ".netrc", "real"] { try root.file(name) }
    _ = try root.link("a.wav", to: ".keys/key.wav")
    _ = try root.link("b.wav", to: ".netrc")
    _ = try root.link("c.wav", to: "real")
    let library = try await scanned()
    #expect(paths(library) == ["real"])
    #expect(library.progress.problems == 2)
  }

  @Test
  func `a path is listed if it is a track, or if the next scan would take it for one by its name`()
    async throws
  {
    for folder in ["sub", ".hidden"] { _ = try root.folder(folder) }
    for name in ["a.wav", "sub/b.flac", "real", "notes.txt"] { try root.file(name) }
    _ = try root.link("c.wav", to: "real")
    let library = try await scanned()
    for listed in ["a.wav", "sub/b.flac", "real", "sub/new.MP3", "sub/gone/d.ogg"] {
      #expect(library.lists(root.path(of: listed)), "\(listed)")
    }
    for other in [
      "notes.txt", "sub", "sub/real", ".a.wav", ".hidden/a.wav", "sub/.hidden/a.wav", ".wav", "wav",
      "a.wav.txt", "sub/..wav",
    ] {
      #expect(!library.lists(root.path(of: other)), "\(other)")
    }
    for outside in ["/a.wav", root.path + "-other/a.wav", root.path, ""] {
      #expect(!library.lists(outside), "\(outside)")
    }
  }

  @Test func `links that lead nowhere and names that are not UTF-8 are problems`() async throws {
    try root.file("a.wav")
    _ = try root.link("b.wav", to: "nowhere.wav")
    _ = try root.endlessLink("c.wav")
    let name = Array(root.path(of: "").utf8) + [0x64, 0xFF] + Array(".wav".utf8) + [0]
    let descriptor = name.map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { name in
      open(name.baseAddress ?? name.baseAddress.unsafelyUnwrapped, O_CREAT | O_WRONLY, 0o600)
    }
    #expect(descriptor >= 0)
    close(descriptor)
    let library = try await scanned()
    #expect(paths(library) == ["a.wav"])
    #expect(
      library.progress
        == LibraryScanProgress(state: .ready, filesFound: 4, filesRead: 4, tracks: 1, problems: 3))
  }

  @Test func `links to folders are not followed`() async throws {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    _ = try root.link("a/circle", to: "..")
    #expect(try await paths(scanned("a")) == ["a/1.wav"])
  }

  @Test func `a given folder may be a link, and its tracks have their own paths`()
    async throws
  {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    _ = try root.link("b", to: "a")
    #expect(try await paths(scanned("b")) == ["a/1.wav"])
  }

  // MARK: Invalid folders

  @Test func `a folder that does not exist is refused`() throws {
    try root.file("file.wav")
    for name in ["missing", "file.wav/x"] {
      let path = root.path(of: name)
      #expect(throws: NoSuchLibraryFolder.self) { try library(name) }
      do {
        _ = try library(name)
      } catch let error as NoSuchLibraryFolder {
        #expect(error.path == path)
      }
    }
    #expect(
      throws: NoSuchLibraryFolder(path: root.path(of: "missing"), kind: .notFound)
    ) { try library("", "missing") }
    #expect(
      throws: NoSuchLibraryFolder(path: root.path(of: "file.wav"), kind: .notAFolder)
    ) { try library("file.wav") }
  }

  @Test(arguments: ["", "/tmp\0", "/tmp\0/x"])
  func `an empty path or one with a zero byte is not found`(path: String) {
    #expect(throws: NoSuchLibraryFolder(path: path, kind: .notFound)) {
      try TrackLibrary(folders: [path], tags: HeldTagReader())
    }
  }

  @Test(arguments: [
    NoSuchLibraryFolder.Kind.notFound, .notAFolder,
    .unreadable(SystemReason(code: 13, text: "Permission denied")),
  ])
  func `the sentence says what to do and names no path`(kind: NoSuchLibraryFolder.Kind) {
    let sentence = NoSuchLibraryFolder(path: "/secret", kind: kind).sentence
    #expect(sentence.hasSuffix("."))
    #expect(!sentence.contains("/secret"))
  }

  @Test func `a library without folders is empty`() async throws {
    let library = try TrackLibrary(folders: [], tags: reader)
    await library.scan()
    #expect(library.tracks.isEmpty)
    #expect(library.progress.state == .ready)
  }

  // MARK: Files that cannot be read

  @Test func `a file with unreadable tags is a track and a problem`() async throws {
    for name in ["a.wav", "b.wav"] { try root.file(name) }
    reader.fail(
      "a.wav", with: .unsupportedFormat(path: "a.wav", reason: .notRecognised("no header")))
    let library = try await scanned()
    #expect(library.tracks.map(\.title) == ["a", "b"])
    #expect(library.progress.problems == 1)
    // It is tried again, unlike the other file.
    reader.fail("a.wav", with: nil)
    reader.set(TrackTags(title: "A"), of: "a.wav")
    await library.scan()
    #expect(library.tracks.map(\.title) == ["A", "b"])
    #expect(library.progress.problems == 0)
    #expect(reader.asked.sorted() == ["a.wav", "a.wav", "b.wav"])
  }

  @Test func `a file that disappears during a scan is not a track`() async throws {
    for name in ["a.wav", "b.wav"] { try root.file(name) }
    reader.fail("a.wav", with: .notFound(path: "a.wav"))
    let library = try await scanned()
    #expect(paths(library) == ["b.wav"])
    #expect(
      library.progress
        == LibraryScanProgress(state: .ready, filesFound: 2, filesRead: 2, tracks: 1, problems: 0))
  }

  @Test func `a folder that cannot be read is a problem`() async throws {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    let library = try await scanned("a")
    try FileManager.default.removeItem(atPath: root.path(of: "a"))
    await library.scan()
    #expect(library.tracks.isEmpty)
    #expect(
      library.progress
        == LibraryScanProgress(state: .ready, filesFound: 0, filesRead: 0, tracks: 0, problems: 1))
  }

  // MARK: Later scans

  @Test func `new files become tracks, and missing ones are removed`() async throws {
    for name in ["a.wav", "b.wav"] { try root.file(name) }
    let library = try await scanned()
    let vanished = try #require(library.tracks.first)
    try FileManager.default.removeItem(atPath: vanished.path)
    try root.file("c.wav")
    #expect(library.track(vanished.number) == vanished)
    await library.scan()
    #expect(paths(library) == ["b.wav", "c.wav"])
    #expect(library.track(vanished.number) == nil)
    #expect(library.progress.tracks == 2)
  }

  @Test func `only changed files are read again`() async throws {
    for name in ["a.wav", "b.wav", "c.wav"] { try root.file(name) }
    let library = try await scanned()
    reader.set(TrackTags(title: "New"), of: "a.wav")
    reader.set(TrackTags(title: "Newer"), of: "b.wav")
    // A different size.
    try root.file("a.wav", [1])
    // The same size, but written a nanosecond later.
    var status = stat()
    #expect(stat(root.path(of: "b.wav"), &status) == 0)
    #if canImport(Darwin)
      let modified = status.st_mtimespec
    #else
      let modified = status.st_mtim
    #endif
    var times = [modified, modified]
    times[1].tv_nsec = (times[1].tv_nsec + 1) % 1_000_000_000
    #expect(utimensat(AT_FDCWD, root.path(of: "b.wav"), &times, 0) == 0)
    await library.scan()
    #expect(library.tracks.map(\.title) == ["New", "Newer", "c"])
    #expect(reader.asked.dropFirst(3).sorted() == ["a.wav", "b.wav"])
    #expect(
      library.progress
        == LibraryScanProgress(state: .ready, filesFound: 3, filesRead: 3, tracks: 3, problems: 0))
  }
}
