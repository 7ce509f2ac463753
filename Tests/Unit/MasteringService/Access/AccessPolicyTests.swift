import Foundation
import MasteringModel
import ProviderTesting
import MasteringService
import StrictJSON
import Testing
import WireFormat

/// Real folders and links, because a policy depends on them.
@Suite final class AccessPolicyTests {
  private let root: String
  private let allowed: String
  private let policy: AccessPolicy

  init() throws {
    let made = FileManager.default.temporaryDirectory
      .appendingPathComponent("access-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
    root = try #require(
      realpath(made.path, nil).map { pointer in
        defer { free(pointer) }
        return String(cString: pointer)
      })
    allowed = root + "/music"
    for folder in ["music", "music/sub", "music-other", "secret"] {
      try FileManager.default.createDirectory(
        atPath: "\(root)/\(folder)", withIntermediateDirectories: true)
      try Data("x".utf8).write(to: URL(fileURLWithPath: "\(root)/\(folder)/a.wav"))
    }
    policy = try AccessPolicy(folders: [allowed])
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: "\(root)/\(name)", withDestinationPath: target)
  }

  private func refuses(_ path: String, sourceLocation: SourceLocation = #_sourceLocation) {
    let report = #expect(throws: FailureReport.self, sourceLocation: sourceLocation) {
      _ = try policy.path(for: path)
    }
    #expect(report?.kind == .pathNotAllowed, sourceLocation: sourceLocation)
  }

  @Test func `a file in the folder or below it is allowed`() throws {
    #expect(try policy.path(for: "\(allowed)/a.wav") == "\(allowed)/a.wav")
    #expect(try policy.path(for: "\(allowed)/sub/../sub//a.wav") == "\(allowed)/sub/a.wav")
  }

  @Test func `a file outside is refused, and the folders are named`() throws {
    let report = #expect(throws: FailureReport.self) { _ = try policy.path(for: "/etc/hostname") }
    #expect(report?.kind == .pathNotAllowed)
    #expect(report?.facts == [JSON.Member("allowed", [.string(allowed)])])
  }

  @Test func `no detour leads out of the folder`() throws {
    refuses("\(allowed)/../secret/a.wav")
    refuses("\(root)/music-other/a.wav")
    refuses(allowed + "/..")
    refuses("")
    refuses("/")
  }

  @Test func `a link that leads out is refused, one that stays inside is followed`() throws {
    try link("music/out.wav", to: "\(root)/secret/a.wav")
    try link("music/folder", to: "\(root)/secret")
    try link("music/in.wav", to: "sub/a.wav")
    refuses("\(allowed)/out.wav")
    refuses("\(allowed)/folder/a.wav")
    refuses("\(allowed)/folder/missing.wav")
    #expect(try policy.path(for: "\(allowed)/in.wav") == "\(allowed)/sub/a.wav")
  }

  @Test func `a dangling link is refused, because a file could be created there`() throws {
    try link("music/dangling.wav", to: "\(root)/secret/later.wav")
    refuses("\(allowed)/dangling.wav")
  }

  @Test func `a circular link is refused`() throws {
    try link("music/circle.wav", to: "circle.wav")
    refuses("\(allowed)/circle.wav")
  }

  @Test func `the refusal does not reveal whether a file outside exists`() throws {
    refuses("\(root)/secret/a.wav")
    refuses("\(root)/secret/missing.wav")
    refuses("\(root)/nowhere/missing.wav")
  }

  @Test func `a missing file in the folder is left to the decoder to report`() throws {
    #expect(try policy.path(for: "\(allowed)/missing.wav") == "\(allowed)/missing.wav")
  }

  @Test func `a link into the folder is allowed as its target`() throws {
    try link("way-in", to: "music")
    #expect(try policy.path(for: "\(root)/way-in/a.wav") == "\(allowed)/a.wav")
  }

  @Test func `a name in other code points is a different folder`() throws {
    for name in ["caf\u{E9}", "cafe\u{301}"] {
      try FileManager.default.createDirectory(
        atPath: "\(root)/\(name)", withIntermediateDirectories: true)
    }
    let policy = try AccessPolicy(folders: ["\(root)/caf\u{E9}"])
    #expect(throws: FailureReport.self) {
      _ = try policy.path(for: "\(root)/cafe\u{301}/a.wav")
    }
    #expect(try policy.path(for: "\(root)/caf\u{E9}/a.wav").hasSuffix("/a.wav"))
  }

  @Test func `a name may begin with a mark that combines with the slash`() throws {
    let path = "\(allowed)/\u{301}.wav"
    #expect(try policy.path(for: path).utf8.elementsEqual(path.utf8))
  }

  @Test func `a NUL does not cut a path short`() {
    for policy in [policy, .unrestricted] {
      let report = #expect(throws: FailureReport.self) {
        _ = try policy.path(for: "\(allowed)/a.wav\u{0}b")
      }
      #expect(report?.kind == .fileNotFound)
    }
  }

  @Test(arguments: [4096, 12_000, 65_536, 16 << 20])
  func `a path longer than any file's is not looked up`(_ bytes: Int) {
    let path = allowed + String(repeating: "/a", count: bytes / 2)
    for policy in [policy, .unrestricted] {
      let report = #expect(throws: FailureReport.self) { _ = try policy.path(for: path) }
      #expect(report?.kind == .fileNotFound)
    }
  }

  @Test func `a path of the maximum number of components is followed`() throws {
    let inside = allowed + String(repeating: "/a", count: (4095 - allowed.utf8.count) / 2)
    #expect(try policy.path(for: inside) == inside)
    refuses(String(repeating: "/a", count: 2047))
    refuses(allowed + String(repeating: "/a", count: 1000) + "/..")
    refuses(allowed + "/missing//a.wav")
    refuses(allowed + "/missing/./a.wav")
  }

  @Test func `the existing folders of a long path are followed`() throws {
    var folder = "\(allowed)/sub"
    for _ in 0..<40 { folder += "/deep" }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try link("music/sub/deep/short", to: String(folder.dropFirst(allowed.count + 10)))
    try link("music/sub/deep/out", to: root)
    for missing in ["/a.wav", "/gone/a.wav", "/gone/gone/gone/a.wav"] {
      #expect(try policy.path(for: folder + missing) == folder + missing)
      #expect(try policy.path(for: "\(allowed)/sub/deep/short\(missing)") == folder + missing)
      refuses("\(allowed)/sub/deep/out\(missing)")
    }
    try link("music/sub/deep/nothing", to: "\(root)/later")
    refuses("\(allowed)/sub/deep/nothing")
    refuses("\(allowed)/sub/deep/nothing/a.wav")
  }

  @Test func `hidden files below a folder are not shown; hidden folders above it do not count`()
    throws
  {
    let hidden = "\(root)/.music"
    try FileManager.default.createDirectory(atPath: hidden, withIntermediateDirectories: true)
    let policy = try AccessPolicy(folders: [allowed, hidden])
    for shown in ["\(allowed)/a.wav", "\(allowed)/sub/a", "\(hidden)/a.wav", "\(allowed)/a..b"] {
      #expect(policy.shows(shown), "\(shown)")
    }
    for kept in [
      "\(allowed)/.a.wav", "\(allowed)/.sub/a.wav", "\(allowed)/sub/.deep/a.wav",
      "\(hidden)/.a.wav", "\(root)/secret/a.wav", "\(allowed)-other/a.wav",
    ] {
      #expect(!policy.shows(kept), "\(kept)")
    }
    #expect(AccessPolicy.unrestricted.shows("/a/b.wav"))
    #expect(!AccessPolicy.unrestricted.shows("/.a/b.wav"))
  }

  @Test func `only an existing folder can be allowed`() {
    #expect(throws: NoSuchFolder(path: "\(root)/nowhere")) {
      _ = try AccessPolicy(folders: ["\(root)/nowhere"])
    }
    #expect(throws: NoSuchFolder(path: "\(allowed)/a.wav")) {
      _ = try AccessPolicy(folders: ["\(allowed)/a.wav"])
    }
  }

  @Test func `without folders, a path is left unchanged`() throws {
    #expect(try AccessPolicy.unrestricted.path(for: "../a.wav") == "../a.wav")
  }

  @Test func `a call for a file outside is refused before any file is accessed`() throws {
    let conversation = try Conversation(access: policy)
    for method in ["fingerprint.extract", "recommendation.weighted"] {
      let error = try conversation.call(method, #"{"path":"/music/a.wav"}"#)
      #expect(error?["code"] == .integer(-32028))
    }
    let error = try conversation.call("track.load", #"{"track_id":1,"path":"/music/a.wav"}"#)
    #expect(error?["code"] == .integer(-32028))
    #expect(conversation.files.keyCount == 0)
  }

  @Test func `a file that moved between check and read gets no answer`() async throws {
    let conversation = try Conversation(access: policy)
    // The provider finds the file at a different path from the allowed one, as after a swap.
    conversation.files.set(
      .sample(), forPath: "\(allowed)/a.wav", identity: .sample(path: "\(root)/secret/a.wav"))
    let params = #"{"path":"\#(allowed)/a.wav"}"#
    conversation.say(
      #"{"jsonrpc":"2.0","id":1,"method":"fingerprint.extract","params":\#(params)}"#)
    #expect(try await conversation.messages(1)[0]["error"]?["code"] == .integer(-32020))
    #expect(conversation.files.analysisCount == 0)
  }
}
