import AudioFixtures
import Foundation
import LibraryAnalysis
import Testing

@Suite struct LibraryFinderTests {
  private let root: TemporaryFolder

  init() throws {
    root = try TemporaryFolder()
  }

  private func finder(_ names: String..., takesAllNames: Bool = false) -> LibraryFinder {
    var finder = LibraryFinder(takesAllNames: takesAllNames)
    for name in names { finder.search(name.hasPrefix("/") ? name : root.path(of: name)) }
    return finder
  }

  private func found(_ finder: LibraryFinder) -> [String] {
    finder.files.map { String($0.dropFirst(root.path.count + 1)) }
  }

  // MARK: Audio files

  @Test(arguments: AudioFileNames.endings.sorted())
  func `every extension counts, in any case`(ending: String) throws {
    try root.file("a.\(ending)")
    try root.file("b.\(ending.uppercased())")
    #expect(found(finder("")) == ["a.\(ending)", "b.\(ending.uppercased())"])
  }

  @Test(arguments: ["webm", "tak", "mpc", "amr", "ac3", "eac3", "dts", "spx", "tta", "wv"])
  func `what README says is read is found`(ending: String) throws {
    try root.file("a.\(ending)")
    #expect(found(finder("")) == ["a.\(ending)"])
  }

  @Test(arguments: [
    "cover.jpg", "wav", "a.wav.part", "a.", "flac", "a.flacc", "a.25d", "a.flac.25d", "a wav",
    ".hidden.flac", ".flac",
  ])
  func `other names and hidden files do not count`(name: String) throws {
    try root.file(name)
    #expect(found(finder("")).isEmpty)
  }

  @Test func `with all names allowed, every file counts but hidden ones`() throws {
    for name in ["cover.jpg", "song", ".hidden"] { try root.file(name) }
    #expect(found(finder("", takesAllNames: true)) == ["cover.jpg", "song"])
  }

  @Test func `a named file counts whatever its name, hidden or not`() throws {
    try root.file("song.bak")
    try root.file(".song")
    #expect(found(finder("song.bak", ".song")) == ["song.bak", ".song"])
  }

  @Test func `hidden folders are skipped unless named`() throws {
    _ = try root.folder(".trash")
    try root.file(".trash/a.wav")
    #expect(found(finder("")).isEmpty)
    #expect(found(finder(".trash")) == [".trash/a.wav"])
  }

  @Test func `pipes, sockets and folders named like audio do not count`() throws {
    _ = try root.pipe("a.wav")
    _ = try root.unixSocket("b.wav")
    _ = try root.folder("c.wav")
    #expect(found(finder("")).isEmpty)
  }

  // MARK: Order

  @Test func `files come before folders, both in byte order`() throws {
    for name in ["b", "a", "B"] { _ = try root.folder(name) }
    for name in ["z.wav", "a/2.wav", "a/10.wav", "B/é.wav", "B/z.wav", "b/x.wav", "A.wav"] {
      try root.file(name)
    }
    #expect(
      found(finder("")) == [
        "A.wav", "z.wav", "B/z.wav", "B/é.wav", "a/10.wav", "a/2.wav", "b/x.wav",
      ])
  }

  @Test func `items come in the order in which they are named`() throws {
    for name in ["a", "b"] { _ = try root.folder(name) }
    for name in ["a/1.wav", "b/1.wav"] { try root.file(name) }
    #expect(found(finder("b", "a")) == ["b/1.wav", "a/1.wav"])
  }

  @Test func `names that look the same but differ are two files`() throws {
    try root.file("e\u{301}.wav")
    try root.file("\u{e9}.wav")
    let names = found(finder(""))
    #expect(names.map { Array($0.utf8) } == [Array("e\u{301}.wav".utf8), Array("\u{e9}.wav".utf8)])
  }

  @Test func `folders are listed with their files, in the order of the files`() throws {
    for name in ["a", "a/b", "empty"] { _ = try root.folder(name) }
    for name in ["a/1.wav", "a/2.wav", "a/b/1.wav"] { try root.file(name) }
    let files = finder("a").files
    #expect(files.folders == [root.path(of: "a"), root.path(of: "a/b")])
    #expect(files.indices.map { files.folder(ofFile: $0) } == [0, 0, 1])
  }

  @Test func `slashes after a folder's name make no difference`() throws {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    #expect(found(finder("a///")) == ["a/1.wav"])
    #expect(finder("a///").files.folders == [root.path(of: "a")])
  }

  @Test func `a file and the folder that contains it share one folder`() throws {
    _ = try root.folder("a")
    for name in ["a/1.wav", "a/2.bak"] { try root.file(name) }
    #expect(finder("a/2.bak", "a").files.folders == [root.path(of: "a")])
  }

  // MARK: Links

  @Test func `a link to a file counts under its own name`() throws {
    try root.file("target")
    _ = try root.link("a.wav", to: root.path(of: "target"))
    #expect(found(finder("")) == ["a.wav"])
  }

  @Test func `a link that leads nowhere counts, so that it is reported`() throws {
    _ = try root.link("a.wav", to: "/nowhere")
    _ = try root.endlessLink("b.wav")
    #expect(found(finder("")) == ["a.wav", "b.wav"])
  }

  @Test func `links to folders are reported, not followed`() throws {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    _ = try root.link("a/circle", to: "..")
    _ = try root.link("out", to: "/")
    let finder = finder("")
    #expect(found(finder) == ["a/1.wav"])
    #expect(finder.linkedFolders == 2)
    #expect(finder.firstLinkedFolder == root.path(of: "out"))
  }

  @Test func `a file named both directly and by its folder counts twice`() throws {
    try root.file("a.wav")
    #expect(found(finder("a.wav", "")) == ["a.wav", "a.wav"])
  }

  @Test func `a named folder may be a link`() throws {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    _ = try root.link("b", to: "a")
    #expect(found(finder("b")) == ["b/1.wav"])
  }

  @Test func `no folder is read twice, under any name`() throws {
    for name in ["a", "a/b"] { _ = try root.folder(name) }
    for name in ["a/1.wav", "a/b/2.wav"] { try root.file(name) }
    _ = try root.link("c", to: "a")
    #expect(found(finder("a/b", "a", "c", "a")) == ["a/b/2.wav", "a/1.wav"])
  }

  // MARK: Problems

  @Test func `a missing path is a problem, and the rest is found`() throws {
    try root.file("a.wav")
    let finder = finder("missing", "a.wav/b", "")
    #expect(found(finder) == ["a.wav"])
    #expect(
      finder.problems == [
        FinderProblem(path: root.path(of: "missing"), kind: .notFound),
        FinderProblem(path: root.path(of: "a.wav/b"), kind: .notFound),
      ])
  }

  @Test func `a named pipe is a problem and does not block`() throws {
    let pipe = try root.pipe("p")
    #expect(finder("p").problems == [FinderProblem(path: pipe, kind: .neitherFolderNorFile)])
  }

  @Test func `an empty path or one with a zero byte is not found`() {
    var finder = LibraryFinder()
    finder.search("")
    finder.search("/tmp\0/x")
    #expect(finder.problems.map(\.kind) == [.notFound, .notFound])
  }

  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `an unreadable folder is a problem, and the rest is found`() throws {
    _ = try root.folder("a")
    _ = try root.folder("b")
    try root.file("b/1.wav")
    #expect(chmod(root.path(of: "a"), 0) == 0)
    let finder = finder("")
    #expect(found(finder) == ["b/1.wav"])
    #expect(finder.problems.map(\.path) == [root.path(of: "a")])
  }

  @Test func `a tree too deep for a path is a problem, not a crash`() throws {
    // Longer than PATH_MAX, so it is created step by step, each from the folder above.
    let name = String(repeating: "d", count: 250)
    var path = root.path
    for _ in 0..<15 {
      path += "/" + name
      _ = mkdir(path, 0o755)
    }
    let deep = open(path, O_RDONLY)
    #expect(mkdirat(deep, name, 0o755) == 0)
    let deeper = openat(deep, name, O_RDONLY)
    #expect(mkdirat(deeper, name, 0o755) == 0)
    defer {
      _ = unlinkat(deeper, name, AT_REMOVEDIR)
      close(deeper)
      _ = unlinkat(deep, name, AT_REMOVEDIR)
      close(deep)
    }
    let finder = finder("")
    #expect(finder.problems.count == 1)
    #expect(finder.problems.first?.sentence.contains("cannot be read") == true)
  }

  @Test func `a cancelled search stops`() async throws {
    _ = try root.folder("a")
    try root.file("a/1.wav")
    let path = root.path
    let count = await Task {
      withUnsafeCurrentTask { $0?.cancel() }
      var finder = LibraryFinder()
      finder.search(path)
      return finder.files.count
    }.value
    #expect(count == 0)
  }
}

@Suite struct PathListTests {
  @Test(arguments: [
    ("", []), ("\n\n", []), ("a\nb c\n", ["a", "b c"]), ("a\n\nb", ["a", "b"]),
    ("a\0b\nc\0", ["a", "b\nc"]), ("\0", []), ("a", ["a"]),
  ])
  func `a list has one path per line, or is separated by zero bytes`(text: String, paths: [String])
  {
    #expect(PathList.paths(in: Array(text.utf8)) == paths)
  }
}
