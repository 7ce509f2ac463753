import SystemCalls
import Testing

@Suite struct LineSplitterTests {
  /// The lines of a stream that arrives in pieces.
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
  func `the pieces in which a stream arrives make no difference`(_ size: Int) {
    let stream = "abc\n12345678\n123456789\n\nx\n1234567890123\nlast"
    let pieces = stride(from: 0, to: stream.count, by: size).map {
      String(stream.dropFirst($0).prefix(size))
    }
    #expect(lines(pieces) == ["abc", "12345678", "TOO LONG", "", "x", "TOO LONG", "last"])
  }

  @Test func `the last line needs no newline, and an empty last line is none`() {
    #expect(lines(["a"]) == ["a"])
    #expect(lines(["a\n"]) == ["a"])
    #expect(lines(["a\n\n"]) == ["a", ""])
    #expect(lines([]) == [])
  }

  @Test(arguments: [1, 7777, 100_000])
  func `only the start of a line that is too long is kept`(_ size: Int) {
    var splitter = LineSplitter(limitBytes: 1000)
    var told: [LineSplitter.Line] = []
    for start in stride(from: 0, to: 100_000, by: size) {
      let count = min(size, 100_000 - start)
      told += splitter.lines(endedBy: Array(repeating: 0x78, count: count))
    }
    #expect(told == [.tooLong(start: Array(repeating: 0x78, count: 200))])
    #expect(splitter.lastLine() == nil)
  }

  @Test func `the start of an overlong line may span several pieces`() {
    var splitter = LineSplitter(limitBytes: 4)
    #expect(splitter.lines(endedBy: Array("12".utf8)) == [])
    #expect(
      splitter.lines(endedBy: Array("3456\n".utf8)) == [.tooLong(start: Array("123456".utf8))])
  }

  @Test func `an overlong line is reported once, and at once`() {
    var splitter = LineSplitter(limitBytes: 8)
    var told = 0
    for _ in 1...1000 {
      splitter.take(Array("1234567890".utf8)[...]) { if case .tooLong = $0 { told += 1 } }
    }
    #expect(told == 1)
    splitter.finish { _ in told += 1 }
    #expect(told == 1)
  }

  @Test func `a line may be split at any byte, including its end`() {
    #expect(lines(["12345678", "\n", "a\n"]) == ["12345678", "a"])
    #expect(lines(["12345678", "9", "\n", "a\n"]) == ["TOO LONG", "a"])
  }
}
