import SystemCalls
import Testing

@Suite struct LineSplitterTests {
  /// What comes of a stream that arrives in pieces.
  private func lines(_ pieces: [String], limit: Int = 8) -> [String] {
    var splitter = LineSplitter(limitBytes: limit)
    var lines: [String] = []
    let note = { (line: LineSplitter.Line) in
      switch line {
      case .whole(let bytes): lines.append(String(decoding: bytes, as: UTF8.self))
      case .tooLong: lines.append("TOO LONG")
      }
    }
    for piece in pieces { splitter.take(Array(piece.utf8)[...], note) }
    splitter.finish(note)
    return lines
  }

  @Test func `lines end at line feeds`() {
    #expect(lines(["a\nb\r\n\nc"]) == ["a", "b\r", "", "c"])
  }

  @Test(arguments: 1...12)
  func `it does not matter in which pieces a stream arrives`(_ size: Int) {
    let stream = "abc\n12345678\n123456789\n\nx\n1234567890123\nlast"
    let pieces = stride(from: 0, to: stream.count, by: size).map {
      String(stream.dropFirst($0).prefix(size))
    }
    #expect(lines(pieces) == ["abc", "12345678", "TOO LONG", "", "x", "TOO LONG", "last"])
  }

  @Test func `the last line needs no end, and an empty one is none of it`() {
    #expect(lines(["a"]) == ["a"])
    #expect(lines(["a\n"]) == ["a", ""])
    #expect(lines([]) == [""])
  }

  @Test func `a line that is too long is told once, and at once`() {
    var splitter = LineSplitter(limitBytes: 8)
    var told = 0
    for _ in 1...1000 {
      splitter.take(Array("1234567890".utf8)[...]) { if $0 == .tooLong { told += 1 } }
    }
    #expect(told == 1)
    splitter.finish { _ in told += 1 }
    #expect(told == 1)
  }

  @Test func `a line may be cut at each of its bytes, its end too`() {
    #expect(lines(["12345678", "\n", "a\n"]) == ["12345678", "a", ""])
    #expect(lines(["12345678", "9", "\n", "a\n"]) == ["TOO LONG", "a", ""])
  }
}
