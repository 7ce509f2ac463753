import Foundation
import Learning
import LearningFiles
import MasteringModel
import StrictJSON
import Testing
import WireFormat

@Suite final class TasteFileTests {
  private let root = FileManager.default.temporaryDirectory.appendingPathComponent(
    "taste-\(UUID().uuidString)")

  deinit { try? FileManager.default.removeItem(at: root) }

  private var path: String { root.appendingPathComponent("deep/taste.ndjson").path }

  private func decision(_ id: String) throws -> TasteEvent {
    TasteEvent(
      id: id, time: "2026-11-30T00:00:00Z",
      kind: .decision(
        try TasteEvent.Decision(
          track: "t", verdict: .adjusted(weights: [0.75, 0.25], strengths: .plain),
          ranking: [.init(profileID: "a", score: 0.3), .init(profileID: "b", score: 0.1)])))
  }

  private func write(_ text: String) throws {
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  private func text() throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func `stored choices are available to the next process`() throws {
    try TasteFile(path: path).append([decision("a1"), decision("a2")])
    let file = TasteFile(path: path)
    #expect(try file.events() == [decision("a1"), decision("a2")])
    #expect(try file.taste().decisions == 2)
  }

  @Test func `missing folders are created, private to the user`() throws {
    let deep = root.appendingPathComponent("home/.local/share/adaptive-mastering/taste.ndjson").path
    try TasteFile(path: deep).append([decision("a1")])
    #expect(try TasteFile(path: deep).taste().decisions == 1)
    let attributes = try FileManager.default.attributesOfItem(
      atPath: root.appendingPathComponent("home/.local").path)
    #expect(attributes[.posixPermissions] as? Int == 0o700)
  }

  @Test func `without a file there is nothing to undo, and none is created`() throws {
    let file = TasteFile(path: path)
    #expect(try file.undo(nil, as: { _ in fatalError() }) == nil)
    #expect(throws: TasteFileFailure.unknownEvent(id: "a1")) {
      try file.undo("a1", as: { _ in fatalError() })
    }
    #expect(!FileManager.default.fileExists(atPath: root.path))
  }

  @Test func `without a file there is no taste`() throws {
    #expect(try TasteFile(path: path).taste() == .none)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `one file object sees what another wrote`() throws {
    let (one, other) = (TasteFile(path: path), TasteFile(path: path))
    try one.append([decision("a1")])
    #expect(try other.taste().decisions == 1)
    try other.append([decision("a2")])
    try one.append([decision("a3")])
    #expect(try one.events().map(\.id) == ["a1", "a2", "a3"])
    #expect(try other.events().map(\.id) == ["a1", "a2", "a3"])
  }

  @Test func `events that already exist are skipped`() throws {
    let file = TasteFile(path: path)
    #expect(try file.append([decision("a1"), decision("a2")]) == 2)
    #expect(try file.append([decision("a2"), decision("a3")]) == 1)
  }

  @Test func `the latest choice is undone, then the one before it`() throws {
    let file = TasteFile(path: path)
    try file.append([decision("a1"), decision("a2")])
    var number = 0
    let undo = { (id: String?) throws(TasteFileFailure) -> String? in
      number += 1
      return try file.undo(id) {
        TasteEvent(id: "u\(number)", time: "", kind: .undoing(eventID: $0))
      }
    }
    #expect(try undo(nil) == "a2")
    #expect(try undo(nil) == "a1")
    #expect(try undo(nil) == nil)
    #expect(throws: TasteFileFailure.unknownEvent(id: "zz")) { try undo("zz") }
    #expect(try file.taste().decisions == 0)
  }

  // MARK: Killed processes, damage, foreign files

  @Test func `a lock that another process keeps neither stops a writer for ever nor a reader`()
    throws
  {
    try TasteFile(path: path).append([decision("a1")])
    let other = open(path, O_RDONLY | O_CLOEXEC)
    defer { close(other) }
    try #require(flock(other, LOCK_EX) == 0)
    let file = TasteFile(path: path, patience: .milliseconds(20))
    #expect(throws: TasteFileFailure.inUse) { try file.append([decision("a2")]) }
    #expect(try file.taste().decisions == 1)
    flock(other, LOCK_UN)
    try file.append([decision("a2")])
    #expect(try file.taste().decisions == 2)
  }

  /// An array of its lines would take a hundred times as much.
  @Test func `millions of empty lines are not kept`() throws {
    let whole = try decision("a1").payload.text()
    let lines = String(repeating: "\n", count: 5_000_000)
    try write(TasteFile.text(of: []) + lines + whole + "\n" + lines + "x")
    let file = TasteFile(path: path)
    #expect(try file.events().map(\.id) == ["a1"])
    try file.append([decision("a2")])
    #expect(try TasteFile(path: path).events().map(\.id) == ["a1", "a2"])
    try write(TasteFile.text(of: []) + lines + "x\n")
    #expect(throws: TasteFileFailure.damagedLine(5_000_002)) { try file.events() }
    #expect(
      try TasteFile.events(in: Array((TasteFile.text(of: []) + lines + whole).utf8)).count == 1)
  }

  /// What a process killed during a write leaves behind: a last line of any length.
  @Test func `a line without a newline is not an event, and the next writer removes it`() throws {
    try TasteFile(path: path).append([decision("a1")])
    let whole = try text()
    let line = try decision("a2").payload.text()
    for length in stride(from: 1, through: line.utf8.count, by: 7) {
      try write(whole + line.prefix(length))
      let file = TasteFile(path: path)
      #expect(try file.events().map(\.id) == ["a1"])
      try file.append([decision("a3")])
      #expect(try file.events().map(\.id) == ["a1", "a3"])
      #expect(try TasteFile(path: path).events().map(\.id) == ["a1", "a3"])
    }
  }

  @Test(arguments: [
    (#"{"format":"adaptive-mastering-taste","edition":2}"#, TasteFileFailure.otherEdition(2)),
    (#"{"format":"adaptive-mastering-taste"}"#, .otherEdition(nil)),
    (#"{"format":"another"}"#, .notATasteFile), ("profiles:", .notATasteFile),
  ])
  func `a foreign file is refused and left alone`(
    _ header: String, _ failure: TasteFileFailure
  ) throws {
    // Also when its last line has no end, as a line of ours that was not confirmed.
    let choice = try decision("a1")
    for content in [header + "\nsomething\n", header + "\nsomething"] {
      try write(content)
      let file = TasteFile(path: path)
      #expect(throws: failure) { try file.taste() }
      #expect(throws: failure) { try file.append([decision("a1")]) }
      #expect(throws: failure) { try file.undo(nil) { _ in choice } }
      #expect(try text() == content)
    }
  }

  private static let header = #"{"format":"adaptive-mastering-taste","edition":1}"#

  @Test(arguments: ["precious", "{", header + " "])
  func `a file of one line without an end is refused, unless it is the start of a header`(
    _ content: String
  ) throws {
    let isOurs = Self.header.hasPrefix(content)
    try write(content)
    let file = TasteFile(path: path)
    if isOurs {
      try file.append([decision("a1")])
      #expect(try text().hasPrefix(Self.header + "\n"))
      #expect(try TasteFile(path: path).events().map(\.id) == ["a1"])
    } else {
      #expect(throws: TasteFileFailure.notATasteFile) { try file.append([decision("a1")]) }
      #expect(try text() == content)
    }
  }

  @Test(arguments: [
    "nonsense", "[]", #"{"id":"a1","at":"","kind":"liked"}"#,
    // The weights sum to 0.74.
    #"{"id":"a1","at":"","kind":"accepted","ranking":[{"profile_id":"a","score":0.3,"weight":0.74}]}"#,
    #"{"id":"a1","at":"","kind":"rejected","ranking":[]}"#,
    #"{"id":"a1","at":"","kind":"rejected","ranking":[{"profile_id":"a","score":0}]}"#,
  ])
  func `a damaged line is named by its number`(_ line: String) throws {
    try TasteFile(path: path).append([decision("a0")])
    try write(try text() + line + "\n")
    #expect(throws: TasteFileFailure.damagedLine(3)) { try TasteFile(path: path).taste() }
  }

  @Test func `empty lines count when a damaged line is named`() throws {
    try write("\(Self.header)\n\n\nnonsense\n")
    #expect(throws: TasteFileFailure.damagedLine(4)) { try TasteFile(path: path).taste() }
    #expect(throws: TasteFileFailure.damagedLine(4)) {
      try TasteFile.events(in: Array(try text().utf8))
    }
  }

  @Test func `exported events can be imported`() throws {
    let file = TasteFile(path: path)
    try file.append([decision("a1"), decision("a2")])
    let text = TasteFile.text(of: try file.events())
    #expect(try TasteFile.events(in: Array(text.utf8)) == [decision("a1"), decision("a2")])
    #expect(throws: TasteFileFailure.notATasteFile) { try TasteFile.events(in: []) }
  }

  @Test func `an event whose id cannot be read again is not stored`() throws {
    let file = TasteFile(path: path)
    try file.append([decision("a1")])
    let before = try text()
    for id in ["", "a b", String(repeating: "a", count: 65)] {
      #expect(throws: TasteFileFailure.invalidID(id)) { try file.append([decision(id)]) }
    }
    #expect(try text() == before)
    #expect(try TasteFile(path: path).events().count == 1)
  }

  /// More than there is memory for, without taking room on the disk.
  @Test func `a large foreign file is not read as a whole`() throws {
    try write("precious")
    try #require(truncate(path, 1 << 40) == 0)
    #expect(throws: TasteFileFailure.notATasteFile) { try TasteFile(path: path).taste() }
    #expect(throws: TasteFileFailure.notATasteFile) {
      try TasteFile(path: path).append([decision("a1")])
    }
  }

  @Test func `a pipe in its place is refused without waiting for a writer`() throws {
    try write("")
    try FileManager.default.removeItem(atPath: path)
    try #require(mkfifo(path, 0o600) == 0)
    #expect(throws: TasteFileFailure.notAFile) { try TasteFile(path: path).taste() }
    #expect(throws: TasteFileFailure.notAFile) {
      try TasteFile(path: path).append([decision("a1")])
    }
  }

  @Test func `a folder in its place is not a choices file`() throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    #expect(throws: TasteFileFailure.notAFile) { try TasteFile(path: path).taste() }
    #expect(throws: TasteFileFailure.notAFile) {
      try TasteFile(path: path).append([decision("a1")])
    }
  }
}
