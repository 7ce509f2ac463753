import AudioDecoding
import AudioFixtures
import MasteringModel
import ProviderTesting
import Testing

/// ID3 tags before and after the same MP3.
@Suite struct ID3TagTests {
  private let folder: TemporaryFolder
  private let mp3: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    let kind = AudioFileKind.sndfile(.mp3Constant)
    mp3 = try kind.bytes(of: kind.clip(frames: 5000), in: folder)
  }

  private func tags(_ before: [UInt8], _ behind: [UInt8] = []) throws -> TrackTags {
    try SndfileTagReader().tags(ofFileAt: folder.file("a.mp3", before + mp3 + behind))
  }

  private func title(_ content: [UInt8], version: UInt8 = 4) throws -> String? {
    let id = version == 2 ? "TT2" : "TIT2"
    return try tags(
      ID3Bytes.tag(version: version, ID3Bytes.frame(id, content, version: version))
    ).title
  }

  // MARK: Versions and encodings

  @Test(arguments: [2, 3, 4] as [UInt8])
  func `every version has title, artist and album`(version: UInt8) throws {
    let tags = try tags(
      ID3Bytes.tag(
        version: version, title: ID3Bytes.latin1("Títle"), artist: ID3Bytes.utf16("Ärtist"),
        album: ID3Bytes.utf16("Album 💿", littleEndian: false)))
    #expect(tags.title == "Títle")
    #expect(tags.artist == "Ärtist")
    #expect(tags.album == "Album 💿")
  }

  @Test(
    arguments: [
      ("ISO 8859-1", ID3Bytes.latin1("Müßig"), "Müßig"),
      ("ISO 8859-1 with signs of Windows", [0, 0x93, 0x41, 0x94, 0x97, 0x80], "“A”—€"),
      (
        "ISO 8859-1 that ends in what may begin a character", [0] + [0x63, 0x61, 0x66, 0xE9], "café"
      ),
      ("ISO 8859-1 that is UTF-8", [0] + Array("Motörhead 🤘".utf8), "Motörhead 🤘"),
      ("UTF-16, lower byte first", ID3Bytes.utf16("Ω🎸"), "Ω🎸"),
      ("UTF-16, higher byte first", ID3Bytes.utf16("Ω🎸", littleEndian: false), "Ω🎸"),
      ("UTF-16 without a mark", [1, 0x41, 0, 0xA9, 0x03], "AΩ"),
      ("UTF-16 with half a character at its end", ID3Bytes.utf16("AB") + [0x43], "AB"),
      (
        "UTF-16 with a lone surrogate", [1, 0xFF, 0xFE, 0x41, 0, 0x3D, 0xD8, 0x42, 0], "A\u{FFFD}B"
      ),
      ("UTF-16BE", ID3Bytes.utf16BigEndian("Ω🎸"), "Ω🎸"),
      ("UTF-8", ID3Bytes.utf8("Ω🎸"), "Ω🎸"),
      ("UTF-8 that is none", [3, 0x41, 0xFF, 0x42], "A\u{FFFD}B"),
      ("zeros and blanks around", ID3Bytes.utf8(" Ω \0\0"), "Ω"),
      ("several", ID3Bytes.utf8("One\0Two"), "One"),
      ("several in UTF-16", ID3Bytes.utf16("One\0Two"), "One"),
      ("several, the first empty", ID3Bytes.utf8("\0Two"), "Two"),
    ] as [(String, [UInt8], String)])
  func `a text is read in its encoding`(_: String, content: [UInt8], text: String) throws {
    #expect(try title(content).map { Array($0.utf8) } == Array(text.utf8))
  }

  @Test(
    arguments: [
      [], [0], [3, 0, 0], [1, 0xFF, 0xFE], [4, 0x41], [255, 0x41], [3, 0x20, 0x20], [1, 0x41],
      [3, 0xFF, 0xFF], [0, 0x81, 0x8D],
    ] as [[UInt8]])
  func `an empty text is nil`(content: [UInt8]) throws {
    #expect(try title(content) == nil)
  }

  @Test func `a text of one megabyte is cut`() throws {
    let text = String(repeating: "ü", count: 500_000)
    let title = try title(ID3Bytes.utf8(text))
    #expect(title == String(repeating: "ü", count: TrackTags.longestTextByteCount / 2))
  }

  // MARK: Structure

  @Test func `data before and after the text is skipped`() throws {
    let picture = ID3Bytes.frame("APIC", [UInt8](repeating: 0xAB, count: 300_000), version: 3)
    let title = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Title"), version: 3)
    let tag = ID3Bytes.tag(version: 3, picture + title + [UInt8](repeating: 0, count: 2000))
    #expect(try tags(tag).title == "Title")
  }

  @Test func `of two titles the first counts, in a frame and in a tag`() throws {
    let one = ID3Bytes.frame("TIT2", ID3Bytes.latin1("One"), version: 3)
    let two = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Two"), version: 3)
    let artist = ID3Bytes.frame("TPE1", ID3Bytes.latin1("Artist"), version: 3)
    #expect(try tags(ID3Bytes.tag(version: 3, one + two)).title == "One")
    let both = ID3Bytes.tag(version: 3, one) + ID3Bytes.tag(version: 3, two + artist)
    #expect(try tags(both).title == "One")
    #expect(try tags(both).artist == "Artist")
  }

  @Test(arguments: [3, 4] as [UInt8])
  func `an extended header is skipped`(version: UInt8) throws {
    let header: [UInt8] =
      version == 3 ? ID3Bytes.big(6) + [0, 0, 0, 0, 0, 0] : ID3Bytes.syncsafe(6) + [1, 0]
    let title = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Title"), version: version)
    #expect(try tags(ID3Bytes.tag(version: version, flags: 0x40, header + title)).title == "Title")
  }

  @Test(arguments: [2, 3] as [UInt8])
  func `an unsynchronised tag is read like the original`(version: UInt8) throws {
    // The lengths do not count the inserted zeros: in the UTF-16 byte order mark, and in what looks
    // like a picture.
    let isOld = version == 2
    let body =
      ID3Bytes.frame(
        isOld ? "PIC" : "APIC", [UInt8](repeating: 0xFF, count: 700), version: version)
      + ID3Bytes.frame(isOld ? "TT2" : "TIT2", ID3Bytes.utf16("Títle"), version: version)
    let tag = ID3Bytes.tag(version: version, flags: 0x80, ID3Bytes.unsynchronised(body))
    #expect(try tags(tag).title == "Títle")
  }

  @Test(arguments: [(0x80, 0x02), (0x80, 0x00), (0x00, 0x02)] as [(UInt8, UInt8)])
  func `an unsynchronised frame of version 2.4 is read like the original`(
    tagFlags: UInt8, frameFlags: UInt8
  ) throws {
    // Its length counts the inserted zeros.
    let title = ID3Bytes.frame(
      "TIT2", ID3Bytes.unsynchronised(ID3Bytes.utf16("Títle")), version: 4, flags: frameFlags)
    #expect(try tags(ID3Bytes.tag(version: 4, flags: tagFlags, title)).title == "Títle")
  }

  /// Some programs set the flag and change nothing.
  @Test(arguments: [(2, 0), (3, 0), (4, 0), (4, 2)] as [(UInt8, UInt8)])
  func `a tag with the unsynchronisation flag alone is read as it is`(
    version: UInt8, frameFlags: UInt8
  ) throws {
    let isOld = version == 2
    let title = ID3Bytes.frame(
      isOld ? "TT2" : "TIT2", ID3Bytes.utf16("\u{FF}\u{100}\u{FF}"), version: version,
      flags: frameFlags)
    let artist = ID3Bytes.frame(
      isOld ? "TP1" : "TPE1", ID3Bytes.utf16("Ārtist"), version: version, flags: frameFlags)
    let tags = try tags(ID3Bytes.tag(version: version, flags: 0x80, title + artist))
    #expect(tags.title == "\u{FF}\u{100}\u{FF}")
    #expect(tags.artist == "Ārtist")
  }

  /// "周杰伦" and "七里香" in GBK, "さくら" and "サクラ" in Shift-JIS, "КИНО" and "Кино" in Windows-1251,
  /// "Ελλάδα" in ISO 8859-7: none is Western, and the bytes do not show which of the others it is.
  @Test(
    arguments: [
      [0xD6, 0xDC, 0xBD, 0xDC, 0xC2, 0xD7], [0xC6, 0xDF, 0xC0, 0xEF, 0xCF, 0xE3],
      [0x82, 0xB3, 0x82, 0xAD, 0x82, 0xE7], [0x83, 0x54, 0x83, 0x4E, 0x83, 0x89],
      [0xCA, 0xC8, 0xCD, 0xCE], [0xCA, 0xE8, 0xED, 0xEE], [0xC5, 0xEB, 0xEB, 0xDC, 0xE4, 0xE1],
    ] as [[UInt8]])
  func `a text in another country's encoding is not guessed`(_ bytes: [UInt8]) throws {
    #expect(try title([0] + bytes) == nil)
    let tag = ID3Bytes.v1(title: bytes, artist: Array("Name".utf8), album: bytes)
    let tags = try tags([], tag)
    #expect(tags.title == nil)
    #expect(tags.artist == "Name")
    #expect(tags.album == nil)
  }

  @Test(arguments: [
    "Motörhead", "Mötley Crüe", "Café del Mär", "Pää ääni", "Créée", "SÄÄPÄÄ", "Ça ira", "‚Über‘",
    "¿Qué?", "«Été»", "Sigur Rós", "naïve", "ÅÄ Ö",
  ])
  func `Western text is read as such`(_ text: String) throws {
    #expect(try title([0] + windows(text)) == text)
  }

  /// In Windows-1252.
  private func windows(_ text: String) -> [UInt8] {
    text.unicodeScalars.map { $0 == "‚" ? 0x82 : $0 == "‘" ? 0x91 : UInt8($0.value) }
  }

  @Test func `a group and a length before the text are skipped`() throws {
    let content = [7] + ID3Bytes.syncsafe(6) + ID3Bytes.latin1("Title")
    let v4 = ID3Bytes.frame("TIT2", content, version: 4, flags: 0x41)
    #expect(try tags(ID3Bytes.tag(version: 4, v4)).title == "Title")
    let v3 = ID3Bytes.frame("TIT2", [7] + ID3Bytes.latin1("Title"), version: 3, flags: 0x20)
    #expect(try tags(ID3Bytes.tag(version: 3, v3)).title == "Title")
  }

  @Test(arguments: [(3, 0x80), (3, 0x40), (4, 0x08), (4, 0x04)] as [(UInt8, UInt8)])
  func `a compressed or encrypted text is nil`(
    version: UInt8, flags: UInt8
  ) throws {
    let title = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Title"), version: version, flags: flags)
    let album = ID3Bytes.frame("TALB", ID3Bytes.latin1("Album"), version: version)
    let tags = try tags(ID3Bytes.tag(version: version, title + album))
    #expect(tags.title == nil)
    #expect(tags.album == "Album")
  }

  @Test func `lengths of version 2.4 that are written like those of 2.3 are understood`() throws {
    // 300 bytes: 0x012C, which would be 172 at seven bits per byte.
    let text = String(repeating: "a", count: 299)
    let artist = Array("TPE1".utf8) + ID3Bytes.big(300) + [0, 0] + ID3Bytes.latin1(text)
    let title = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Title"), version: 4)
    let tags = try tags(ID3Bytes.tag(version: 4, artist + title))
    #expect(tags.artist == text)
    #expect(tags.title == "Title")
  }

  @Test(arguments: [1, 5, 0x7F] as [UInt8])
  func `an unknown version has no tags`(version: UInt8) throws {
    let title = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Title"), version: 3)
    #expect(try tags(ID3Bytes.tag(version: version, title)).title == nil)
  }

  // MARK: ID3v1

  @Test(arguments: [0, 0x20] as [UInt8])
  func `ID3v1 at the end is read, padded with zeros or spaces`(padding: UInt8) throws {
    let tags = try tags(
      [],
      ID3Bytes.v1(
        title: Array("Caf".utf8) + [0xE9], artist: Array("Motörhead".utf8),
        album: Array("A".utf8), padding: padding))
    #expect(tags.title == "Café")
    #expect(tags.artist == "Motörhead")
    #expect(tags.album == "A")
  }

  @Test func `a field of ID3v1 that ends inside a character drops that character`() throws {
    let title = Array("Ωαβγδεζηθικλμν€ω".utf8).prefix(30)
    let tags = try tags([], ID3Bytes.v1(title: Array(title), artist: [], album: []))
    // 14 letters of two bytes, and two of the three bytes of the symbol.
    #expect(tags.title == "Ωαβγδεζηθικλμν")
    #expect(tags.artist == nil)
  }

  // MARK: Hostile tags

  @Test func `lengths that exceed the tag end it`() throws {
    for length in [[0x7F, 0x7F, 0x7F, 0x7F], [0xFF, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0]] as [[UInt8]]
    {
      for version in [3, 4] as [UInt8] {
        let title = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Title"), version: version)
        let endless = Array("APIC".utf8) + length + [0, 0] + [UInt8](repeating: 1, count: 50)
        let tags = try tags(ID3Bytes.tag(version: version, title + endless))
        #expect(tags.title == "Title")
      }
    }
  }

  @Test func `a tag of empty frames is abandoned`() throws {
    let empty = ID3Bytes.frame("ABCD", [], version: 3)
    let title = ID3Bytes.frame("TIT2", ID3Bytes.latin1("Title"), version: 3)
    let body = (0..<100_000).flatMap { _ in empty } + title
    #expect(try tags(ID3Bytes.tag(version: 3, body)).title == nil)
  }

  @Test func `a title cut off by the end of the tag is kept up to there`() throws {
    let title = Array("TIT2".utf8) + ID3Bytes.big(100) + [0, 0] + ID3Bytes.latin1("Half a ti")
    #expect(try tags(ID3Bytes.tag(version: 3, title)).title == "Half a ti")
  }

  @Test(arguments: 0..<40)
  func `a randomly damaged tag is read or refused, and its texts are clean`(seed: Int) throws {
    var random = SeededGenerator(seed: UInt64(seed))
    let version = UInt8.random(in: 2...4, using: &random)
    let tag = ID3Bytes.tag(
      version: version, title: ID3Bytes.utf16("Title"), artist: ID3Bytes.latin1("Artist"),
      album: ID3Bytes.latin1("Album"))
    for _ in 0..<25 {
      var damaged = tag
      for _ in 0..<Int.random(in: 1...6, using: &random) {
        // The name is kept, or there is no tag.
        let index = Int.random(in: 3..<damaged.count, using: &random)
        damaged[index] = UInt8.random(in: 0...255, using: &random)
      }
      let path = try folder.file("a.mp3", damaged + mp3)
      do throws(AudioFailure) {
        let tags = try SndfileTagReader().tags(ofFileAt: path)
        for text in [tags.title, tags.artist, tags.album].compactMap({ $0 }) {
          #expect(!text.isEmpty && text.utf8.count <= TrackTags.longestTextByteCount)
          #expect(text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
        }
      } catch {
        // A length that reaches into the audio may leave nothing readable.
        guard case .unsupportedFormat = error else { throw error }
      }
    }
  }
}
