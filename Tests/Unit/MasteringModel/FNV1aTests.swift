import MasteringModel
import Testing

@Suite struct FNV1aTests {
  /// From the test vectors of RFC 9923, appendix C.
  @Test(
    arguments: [
      ("", 0xcbf2_9ce4_8422_2325), ("a", 0xaf63_dc4c_8601_ec8c), ("foobar", 0x8594_4171_f739_67e8),
    ] as [(String, UInt64)])
  func `the digest of a text is that of the specification`(text: String, expected: UInt64) {
    var digest = FNV1a()
    for byte in text.utf8 { digest.combine(byte) }
    #expect(digest.value == expected)
  }

  @Test func `a zero byte counts`() {
    var digest = FNV1a()
    let nothing = digest.value
    digest.combine(0)
    #expect(digest.value != nothing)
  }
}
