import MasteringModel
import Testing

@Suite struct TrackTagsTests {
  private static let limit = TrackTags.longestTextByteCount

  @Test(arguments: [
    ("Für Elise", "Für Elise"),
    ("  padded\t \u{3000}", "padded"),
    ("two\r\nlines", "two lines"),
    ("blank \nbefore", "blank before"),
    ("three\u{2028}\u{2029}\u{85}lines", "three lines"),
    ("\nfirst", "first"),
    ("bell\u{7} and escape\u{1B}[31m", "bell and escape[31m"),
    ("zero\0bytes\0", "zerobytes"),
    ("\u{FEFF}mark", "mark"),
    ("turned\u{202E}gpj.exe\u{2066}", "turnedgpj.exe"),
    ("half\u{FFFD}known", "half\u{FFFD}known"),
    ("👩‍🎤 and joiners\u{200C}", "👩‍🎤 and joiners\u{200C}"),
    ("double  blanks", "double  blanks"),
    ("e\u{301}", "e\u{301}"),
  ])
  func `a text is normalised`(text: String, expected: String) {
    let tags = TrackTags(title: text, artist: text, album: text)
    for text in [tags.title, tags.artist, tags.album] {
      #expect(text.map { Array($0.utf8) } == Array(expected.utf8))
    }
  }

  @Test(arguments: [
    "", " ", "\0", "\n\t", "\u{FFFD}\u{FFFD}", " \u{FFFD} ", "\u{202E}", "\u{FEFF}",
    "e" + String(repeating: "\u{301}", count: 1000),
  ])
  func `an empty text is nil`(text: String) {
    #expect(TrackTags(title: text, artist: text, album: text) == TrackTags())
  }

  @Test(arguments: [0xFFFE, 0xFDD0, 0x1_FFFF] as [UInt32])
  func `Unicode noncharacters are removed`(value: UInt32) throws {
    let scalar = try #require(Unicode.Scalar(value))
    #expect(TrackTags(title: "no\(Character(scalar)) character").title == "no character")
  }

  @Test func `a long text is cut at the limit, between two characters`() {
    let exact = String(repeating: "a", count: Self.limit)
    #expect(TrackTags(title: exact).title == exact)
    #expect(TrackTags(title: exact + "a").title == exact)
    let accents = String(repeating: "e\u{301}", count: Self.limit)
    #expect(
      TrackTags(title: accents).title?.unicodeScalars.count == Self.limit / 3 * 2)
    let early = String(repeating: "a", count: Self.limit - 1)
    #expect(TrackTags(title: early + "é").title == early)
  }

  @Test func `a cut text does not end in a space`() {
    let text = String(repeating: "a", count: Self.limit - 1) + " b"
    #expect(TrackTags(title: text).title == String(repeating: "a", count: Self.limit - 1))
  }

  @Test func `normalising a text again changes nothing`() {
    let once = TrackTags(title: " a\r\n\u{FEFF}b\u{301} ").title
    #expect(TrackTags(title: once).title == once)
  }

  @Test(arguments: [0, 0.5, 1e9, .greatestFiniteMagnitude])
  func `a valid length is kept`(seconds: Double) {
    #expect(TrackTags(durationSeconds: seconds).durationSeconds == seconds)
  }

  @Test(arguments: [-1, -Double.leastNonzeroMagnitude, .nan, .infinity, -.infinity])
  func `an invalid length is nil`(seconds: Double) {
    #expect(TrackTags(durationSeconds: seconds).durationSeconds == nil)
  }

  @Test func `a length of minus zero is zero`() {
    #expect(TrackTags(durationSeconds: -0.0).durationSeconds?.sign == .plus)
  }
}
