import LibraryAnalysis
import Testing

@Suite struct TrackNumberingTests {
  @Test(arguments: [
    // FNV-1a of RFC 9923, appendix C: the upper 11 bits laid over the lower 53.
    ("", 0xcbf2_9ce4_8422_2325 as UInt64), ("a", 0xaf63_dc4c_8601_ec8c),
    ("foobar", 0x8594_4171_f739_67e8),
  ])
  func `a number is the folded digest of the path`(path: String, digest: UInt64) {
    let folded = digest >> 53 ^ digest & 0x1F_FFFF_FFFF_FFFF
    #expect(TrackNumbering.standard.numbers(of: [path]) == [Int(folded)])
  }

  @Test func `every number is one that a Double holds exactly`() {
    let numbers = TrackNumbering.standard.numbers(of: (0..<10_000).map { "/music/\($0).flac" })
    #expect(numbers.allSatisfy { (0...TrackNumbering.largest).contains($0) })
    #expect(TrackNumbering.largest == 9_007_199_254_740_991)
    #expect(Set(numbers).count == numbers.count)
    // The upper half of the range is in use.
    #expect(numbers.contains { $0 > TrackNumbering.largest / 2 })
  }

  @Test func `a number does not depend on the other paths`() {
    let paths = (0..<100).map { "/music/\($0 + 100).flac" }
    let numbers = TrackNumbering.standard.numbers(of: paths)
    for (path, number) in zip(paths, numbers) {
      #expect(TrackNumbering.standard.numbers(of: [path]) == [number])
    }
  }

  @Test func `names that look the same have numbers of their own`() {
    let numbers = TrackNumbering.standard.numbers(of: ["/e\u{301}.wav", "/\u{e9}.wav"])
    #expect(Set(numbers).count == 2)
  }

  @Test func `of paths with one digest the first keeps its number`() {
    // By the first character, and one more for each zero byte.
    let numbering = TrackNumbering { path, zeros in UInt64(path.utf8.first ?? 0) + UInt64(zeros) }
    #expect(numbering.numbers(of: ["a1", "a2", "a3"]) == [97, 98, 99])
    // The number that the second had to take is the third's own, which comes later.
    #expect(numbering.numbers(of: ["a1", "a2", "b"]) == [97, 98, 99])
    #expect(numbering.numbers(of: ["a1", "c", "a2"]) == [97, 99, 98])
  }

  @Test func `the way out of a collision is the path with a zero byte behind it`() {
    let plain = TrackNumbering.standard.numbers(of: ["/a", "/a\0"])
    let collided = TrackNumbering { path, zeros in
      // As if both paths had the digest of the first.
      zeros == 0 ? 7 : UInt64(zeros) << 40
    }.numbers(of: ["/a", "/b", "/c"])
    #expect(collided == [7, 1 << 40, 1 << 41])
    #expect(plain[0] != plain[1])
  }
}
