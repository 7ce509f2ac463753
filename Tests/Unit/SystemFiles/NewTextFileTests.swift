import Foundation
import SystemCalls
import SystemFiles
import Testing

@Suite final class NewTextFileTests {
  private let folder = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    .appending(path: "text-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  private func path(_ name: String) -> String { folder.appending(path: name).path() }

  private func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// The kind of a file, without following a link.
  private func kind(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  private func write(_ text: String, to path: String, replacing: Bool) -> Int32? {
    do throws(SystemError) {
      try NewTextFile.requireRoom(at: path, replacing: replacing)
      try NewTextFile.write(text, to: path, replacing: replacing)
      return nil
    } catch { return error.code }
  }

  @Test func `a file is replaced only on request`() throws {
    #expect(write("one", to: path("a"), replacing: false) == nil)
    #expect(write("two", to: path("a"), replacing: false) == EEXIST)
    #expect(try text("a") == "one")
    #expect(write("two", to: path("a"), replacing: true) == nil)
    #expect(try text("a") == "two")
  }

  @Test func `a folder and a socket are never replaced`() throws {
    mkdir(path("folder"), 0o700)
    #expect(write("x", to: path("folder"), replacing: true) == EISDIR)
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    // Its address is short, whatever the temporary folder's is.
    let name = "/tmp/\(UInt32.random(in: 0...(.max))).socket"
    defer { unlink(name) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name.utf8) }
    let isBound = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    try #require(isBound)
    #expect(write("x", to: name, replacing: true) == ENOTSUP)
    #expect(kind(name) == S_IFSOCK)
  }

  @Test(arguments: [false, true])
  func `a pipe gets the text and stays a pipe`(_ replacing: Bool) async throws {
    try #require(mkfifo(path("pipe"), 0o600) == 0)
    // Both ends, so that opening it waits for nobody.
    let reader = open(path("pipe"), O_RDWR | O_NONBLOCK)
    defer { close(reader) }
    #expect(write("through", to: path("pipe"), replacing: replacing) == nil)
    var bytes = [UInt8](repeating: 0, count: 7)
    #expect(read(reader, &bytes, 7) == 7)
    #expect(String(decoding: bytes, as: UTF8.self) == "through")
    #expect(kind(path("pipe")) == S_IFIFO)
  }

  @Test(arguments: [false, true])
  func `a device gets the text, also through a link`(_ replacing: Bool) throws {
    symlink("/dev/null", path("nothing"))
    #expect(write("x", to: path("nothing"), replacing: replacing) == nil)
    #expect(kind(path("nothing")) == S_IFLNK)
    #expect(kind("/dev/null") == S_IFCHR)
  }

  @Test func `a link stays, and the file it leads to is replaced`() throws {
    #expect(write("one", to: path("file"), replacing: false) == nil)
    symlink("file", path("link"))
    #expect(write("two", to: path("link"), replacing: false) == EEXIST)
    #expect(write("two", to: path("link"), replacing: true) == nil)
    #expect(try text("file") == "two")
    #expect(kind(path("link")) == S_IFLNK)
  }

  @Test(arguments: ["/dev/fd/", "/proc/self/fd/"])
  func `what is already open gets the text where it stands`(_ descriptors: String) throws {
    let file = open(path("log"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    #expect(Descriptor(number: file).write(Array("before ".utf8)) == nil)
    #expect(write("after", to: "\(descriptors)\(file)", replacing: true) == nil)
    #expect(try text("log") == "before after")
  }
}
