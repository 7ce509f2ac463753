import ConformanceKit
import Testing

@Suite struct LineSplitterTests {
  private func pieces(
    _ text: String, inChunksOf size: Int, limit: Int = 100
  ) -> ([LineSplitter.Piece], String?) {
    var splitter = LineSplitter(limit: limit)
    let bytes = Array(text.utf8)
    var pieces: [LineSplitter.Piece] = []
    for start in stride(from: 0, to: bytes.count, by: size) {
      let chunk = Array(bytes[start..<min(start + size, bytes.count)])
      pieces += chunk.withUnsafeBytes { splitter.pieces(after: $0) }
    }
    return (pieces, splitter.remainder().map { String(decoding: $0, as: UTF8.self) })
  }

  private func line(_ text: String) -> LineSplitter.Piece { .line(Array(text.utf8)) }

  @Test(arguments: 1...12)
  func `lines are the same however the bytes arrive`(_ size: Int) {
    let (pieces, rest) = pieces("a\n\nbé\r\nlast", inChunksOf: size)
    #expect(pieces == [line("a"), line(""), line("bé\r")])
    #expect(rest == "last")
  }

  @Test func `nothing is left after a line feed`() {
    #expect(pieces("a\n", inChunksOf: 5).1 == nil)
    #expect(pieces("", inChunksOf: 5).1 == nil)
  }

  @Test(arguments: 1...9)
  func `a line beyond the limit is told once, dropped to its end, and the next is whole`(
    _ size: Int
  ) {
    let (pieces, rest) = pieces("1234\n123456789\nok\n", inChunksOf: size, limit: 4)
    #expect(pieces.count == 3)
    #expect(pieces.first == line("1234"))
    #expect(pieces.last == line("ok"))
    if case .overlong(let start)? = pieces.dropFirst().first {
      #expect("123456789".utf8.starts(with: start))
    } else {
      Issue.record("the long line was not told")
    }
    #expect(rest == nil)
  }

  @Test func `of an overlong line only its start is kept`() {
    let (pieces, _) = pieces(String(repeating: "x", count: 100_000), inChunksOf: 7777, limit: 1000)
    #expect(pieces == [.overlong(start: Array(repeating: 0x78, count: 200))])
  }
}
