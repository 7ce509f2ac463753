import AudioFixtures
import LibraryAnalysis
import MasteringModel
import Testing

/// Files divided by CUE sheets, in a library and in a list of files.
@Suite struct DividedFilesTests {
  private let root: TemporaryFolder
  private let reader = HeldTagReader()
  private let parts = NotedParts()

  init() throws {
    root = try TemporaryFolder()
  }

  private func library() throws -> TrackLibrary {
    try TrackLibrary(folders: [root.path], tags: reader, parts: parts)
  }

  @Test func `each track of a file is a track of the library`() async throws {
    try root.file("album.flac")
    try root.file("album 2.flac")
    parts.set(
      [
        .make(1, from: 0, to: 60, title: "First", artist: "A", album: "Album"),
        .make(2, from: 60, to: nil),
      ], of: "album.flac")
    reader.set(
      TrackTags(title: "CD", artist: "Them", album: "On file", durationSeconds: 100.5),
      of: "album.flac")
    let library = try library()
    await library.scan()
    let path = root.path(of: "album.flac")
    let tracks = library.tracks
    #expect(
      tracks.map(\.path) == [root.path(of: "album 2.flac"), "\(path)/01", "\(path)/02"])
    #expect(Set(tracks.map(\.number)).count == 3)
    #expect(
      Array(tracks.dropFirst()) == [
        LibraryTrack(
          number: tracks[1].number, path: "\(path)/01", title: "First", artist: "A",
          album: "Album", durationSeconds: 60),
        LibraryTrack(
          number: tracks[2].number, path: "\(path)/02", title: "Track 02", artist: "Them",
          album: "On file", durationSeconds: 40.5),
      ])
    #expect(library.track(tracks[1].number) == tracks[1])
    #expect(library.lists("\(path)/02"))
    #expect(!library.lists("\(path)/03"))
    #expect(library.progress.filesFound == 3)
    // It is read once for all of its tracks, unless both readers began at the same time.
    #expect(reader.asked.count { $0 == "album.flac" } <= 2)
  }

  @Test func `track numbers are the same for every library object`() async throws {
    try root.file("album.flac")
    parts.set([.make(1, from: 0, to: 60), .make(2, from: 60, to: nil)], of: "album.flac")
    let (today, tomorrow) = (try library(), try library())
    await today.scan()
    await tomorrow.scan()
    #expect(today.tracks == tomorrow.tracks)
  }

  @Test func `a sheet that is added, changed or removed is noticed by the next scan`() async throws
  {
    try root.file("album.flac")
    let library = try library()
    await library.scan()
    let whole = library.tracks
    parts.set(
      [.make(1, from: 0, to: 60, title: "A"), .make(2, from: 60, to: nil)], of: "album.flac")
    await library.scan()
    #expect(library.tracks.map(\.title) == ["A", "Track 02"])
    parts.set(
      [.make(1, from: 0, to: 60, title: "B"), .make(2, from: 60, to: nil)], of: "album.flac")
    await library.scan()
    #expect(library.tracks.map(\.title) == ["B", "Track 02"])
    parts.set([], of: "album.flac")
    await library.scan()
    #expect(library.tracks == whole)
  }

  @Test func `a file known to be a single track is not examined again`() async throws {
    try root.file("album.flac")
    try root.file("song.flac")
    parts.set([.make(1, from: 0, to: 60), .make(2, from: 60, to: nil)], of: "album.flac")
    let library = try library()
    await library.scan()
    await library.scan()
    #expect(parts.lookedInto.count { $0 == "song.flac" } == 1)
    try root.file("song.flac", text: "longer than before")
    await library.scan()
    #expect(parts.lookedInto.count { $0 == "song.flac" } == 2)
  }

  @Test func `sheets that divide nothing and tracks beyond the end are problems`() async throws {
    try root.file("album.flac")
    parts.set(
      [.make(1, from: 0, to: 60), .make(2, from: 60, to: 90), .make(3, from: 90, to: nil)],
      of: "album.flac")
    parts.add(.init(path: root.path(of: "x.cue"), problem: .noTracks))
    reader.set(TrackTags(durationSeconds: 80), of: "album.flac")
    let library = try library()
    await library.scan()
    #expect(library.tracks.map(\.title) == ["Track 01", "Track 02"])
    #expect(library.progress.problems == 2)
    #expect(library.progress.filesRead == library.progress.filesFound)
  }

  @Test func `without sheets, every file is one track`() async throws {
    try root.file("album.flac")
    let library = try TrackLibrary(folders: [root.path], tags: reader)
    await library.scan()
    #expect(library.tracks.map(\.title) == ["album"])
  }

  @Test func `a divided file counts as a folder of its tracks`() throws {
    _ = try root.folder("a")
    for name in ["a/x.flac", "a/y.flac", "z.flac"] { try root.file(name) }
    parts.set([.make(1, from: 0, to: 60), .make(2, from: 60, to: nil)], of: "x.flac")
    var finder = LibraryFinder()
    finder.search(root.path)
    let (files, problems) = finder.files.divided(by: parts)
    #expect(
      files.map { String($0.dropFirst(root.path.count)) } == [
        "/z.flac", "/a/x.flac/01", "/a/x.flac/02", "/a/y.flac",
      ])
    #expect(
      files.folders == [root.path, root.path(of: "a/x.flac"), root.path(of: "a")])
    #expect(files.indices.map { files.folder(ofFile: $0) } == [0, 1, 1, 2])
    #expect(problems.isEmpty)
  }

  @Test func `a named sheet stands for its tracks`() throws {
    for name in ["x.flac", "y.flac", "x.cue"] { try root.file(name) }
    let tracks = [FileTrack.make(1, from: 0, to: 60), .make(2, from: 60, to: nil)]
    let (sheet, file) = (root.path(of: "x.cue"), root.path(of: "x.flac"))
    // Its problem is reported when it is opened.
    #expect(NamedTracks.paths([sheet], by: parts) == [sheet])
    parts.set(tracks, of: "x.flac")
    #expect(NamedTracks.paths([sheet], by: parts) == ["\(file)/01", "\(file)/02"])
    #expect(
      NamedTracks.paths([root.path(of: "y.flac"), file, "\(file)/02"], by: parts) == [
        root.path(of: "y.flac"), "\(file)/01", "\(file)/02", "\(file)/02",
      ])
  }

  @Test func `a track's path can be named`() throws {
    let path = try root.file("album.flac")
    var finder = LibraryFinder()
    for name in ["album.flac/02", "missing.flac/02", "album.flac/x"] {
      finder.search(root.path(of: name))
    }
    #expect(finder.files.map { $0 } == ["\(path)/02"])
    #expect(finder.problems.count == 2)
  }
}
