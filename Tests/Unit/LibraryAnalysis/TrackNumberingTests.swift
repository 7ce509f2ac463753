import LibraryAnalysis
import Testing

@Suite struct TrackNumberingTests {
  @Test(arguments: [
    // FNV-1a from RFC 9923, appendix C: the upper 11 bits are XORed into the lower 53.
    ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c),
    ("foobar", 0x8594_4171_f739_67e8),
  ])
  func `a number is the folded digest of the path`(path: String, digest: UInt64) {
    let folded = digest >> 53 ^ digest & 0x1F_FFFF_FFFF_FFFF
    #expect(TrackNumbering.standard.numbers(of: [path]) == [Int(folded)])
  }

  @Test func `a Double represents every number exactly`() {
    let numbers = TrackNumbering.standard.numbers(of: (0..<10_000).map { "/music/\($0).flac" })
    #expect(numbers.allSatisfy { (0...TrackNumbering.largest).contains($0) })
    #expect(TrackNumbering.largest == 9_007_199_254_740_991)
    #expect(Set(numbers).count == numbers.count)
    // The upper half of the range is used.
    #expect(numbers.contains { $0 > TrackNumbering.largest / 2 })
  }

  @Test func `a number does not depend on the other paths`() {
    let paths = (0..<100).map { "/music/\($0 + 100).flac" }
    let numbers = TrackNumbering.standard.numbers(of: paths)
    for (path, number) in zip(paths, numbers) {
      #expect(TrackNumbering.standard.numbers(of: [path]) == [number])
    }
  }

  @Test func `names that look the same but differ have different numbers`() {
    let numbers = TrackNumbering.standard.numbers(of: ["/e\u{301}.wav", "/\u{e9}.wav"])
    #expect(Set(numbers).count == 2)
  }

  @Test func `of several paths with one digest, the first keeps its number`() {
    // The first character, plus one for each zero byte.
    let numbering = TrackNumbering { path, zeros in UInt64(path.utf8.first ?? 0) + UInt64(zeros) }
    #expect(numbering.numbers(of: ["a1", "a2", "a3"]) == [97, 98, 99])
    // The number that the second path had to take belongs to the third, which comes later.
    #expect(numbering.numbers(of: ["a1", "a2", "b"]) == [97, 98, 99])
    #expect(numbering.numbers(of: ["a1", "c", "a2"]) == [97, 99, 98])
  }

  @Test func `a collision is resolved by appending a zero byte to the path`() {
    let plain = TrackNumbering.standard.numbers(of: ["/a", "/a\0"])
    let collided = TrackNumbering { path, zeros in
      // As if all paths had the digest of the first.
      zeros == 0 ? 7 : UInt64(zeros) << 40
    }.numbers(of: ["/a", "/b", "/c"])
    #expect(collided == [7, 1 << 40, 1 << 41])
    #expect(plain[0] != plain[1])
  }
}
