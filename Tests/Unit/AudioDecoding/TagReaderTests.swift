import AudioFixtures
import MasteringModel
import ProviderTesting
import Testing

@testable import AudioDecoding

@Suite struct TagReaderTests {
  private let folder: TemporaryFolder
  private let reader = SndfileTagReader()

  init() throws {
    folder = try TemporaryFolder()
  }

  private func tags(of bytes: [UInt8], _ name: String = "sound") throws -> TrackTags {
    try reader.tags(ofFileAt: folder.file(name, bytes))
  }

  // MARK: FFmpeg's names

  @Test func `of several names for one thing the best is chosen, and none is lost`() {
    let texts = TrackTexts(
      [
        "date_recorded": "1999", "year": "2000", "date_released": "2001", "author": "a",
        "lead_performer": "l", "comment": "c", "description": "d", "itunesadvisory": "1",
        "encoder": "e",
      ], pictures: 0)
    let fields = Dictionary(uniqueKeysWithValues: texts.fields.map { ($0.key, $0.text) })
    #expect(
      fields == [
        "DATE": "2001", "YEAR": "2000", "DATE_RECORDED": "1999", "ARTIST": "l", "AUTHOR": "a",
        "COMMENT": "c", "DESCRIPTION": "d", "ITUNESADVISORY": "1",
      ])
  }

  // MARK: The seam

  @Test(arguments: [
    SndfileEncoding.flac16, .flac24, .vorbis, .opus, .caf16, .cafFloat32, .rf64,
  ])
  func `the reader keeps the promises of its seam with`(encoding: SndfileEncoding) async throws {
    let kind = AudioFileKind.sndfile(encoding)
    let clip = kind.clip(frames: 48_000)
    let texts: [SndfileTextKind: String] = [
      .title: "Für Elise – 2/3", .artist: "艺术家 é", .album: "Cafe\u{301}",
    ]
    let untagged = try folder.file("untagged", clip, as: encoding)
    let contract = TagReaderContract(
      tagged: try folder.file("tagged", clip, as: encoding, texts: texts),
      says: TrackTags(
        title: texts[.title], artist: texts[.artist], album: texts[.album],
        durationSeconds: 48_000 / Double(clip.sampleRateHz)),
      untagged: untagged, text: try folder.file("notes.txt", text: "Not a sound.\n"),
      folder: try folder.folder("folder"), missing: folder.path(of: "missing.wav"),
      pipe: try folder.pipe("pipe.wav"),
      change: { [folder] path in
        try folder.file("tagged", clip, as: encoding, texts: [.title: "Another"])
      },
      make: { SndfileTagReader() })
    #expect(await contract.check().isEmpty)
  }

  @Test(arguments: AudioFileKind.all)
  func `the length is the one that the decoder reports`(kind: AudioFileKind) throws {
    let path = try kind.write(kind.clip(), in: folder)
    let expected = try SndfileDecoder().open(path).format.declaredSeconds
    #expect(expected != nil)
    #expect(try reader.tags(ofFileAt: path).durationSeconds == expected)
  }

  @Test(arguments: AudioFileKind.all)
  func `a file without tags has no texts`(kind: AudioFileKind) throws {
    let path = try kind.write(kind.clip(frames: 3000), in: folder)
    let tags = try reader.tags(ofFileAt: path)
    #expect(tags == TrackTags(durationSeconds: tags.durationSeconds))
  }

  @Test func `an example recording has the length in its STREAMINFO block`() throws {
    let tags = try reader.tags(ofFileAt: Repository.example("loop_amen_full.flac"))
    #expect(tags == TrackTags(durationSeconds: 302_400 / 44_100))
  }

  @Test func `a file without a byte is refused as by the decoder`() throws {
    let path = try folder.file("empty.mp3")
    #expect(throws: AudioFailure.unsupportedFormat(path: path, reason: .emptyFile)) {
      try reader.tags(ofFileAt: path)
    }
  }

  // MARK: Where formats store their texts

  @Test func `WAV stores texts in its INFO list`() throws {
    let wav = try kindBytes(.wav(.integer16))
    let info =
      Array("INFO".utf8) + chunk("INAM", Array("Title".utf8) + [0])
      + chunk("IART", Array("Artist".utf8)) + chunk("IPRD", Array("Album".utf8) + [0])
    let tags = try tags(of: withChunk("LIST", info, in: wav))
    #expect(tags.title == "Title")
    #expect(tags.artist == "Artist")
    #expect(tags.album == "Album")
  }

  @Test func `an older program's INFO list is in Windows-1252`() throws {
    let wav = try kindBytes(.wav(.integer16))
    // "Café – “Noir”", in bytes that are not UTF-8.
    let title: [UInt8] =
      Array("Caf".utf8) + [0xE9, 0x20, 0x96, 0x20, 0x93] + Array("Noir".utf8) + [0x94]
    let info = Array("INFO".utf8) + chunk("INAM", title + [0])
    #expect(try tags(of: withChunk("LIST", info, in: wav)).title == "Café – “Noir”")
  }

  @Test(arguments: ["id3 ", "ID3 "])
  func `WAV also stores texts in an ID3v2 chunk after the INFO list`(name: String) throws {
    let wav = try kindBytes(.wav(.integer24))
    let info = Array("INFO".utf8) + chunk("INAM", Array("From INFO".utf8) + [0])
    let id3 = ID3Bytes.tag(
      version: 4, title: ID3Bytes.utf8("From ID3"), artist: ID3Bytes.utf8("Artist"),
      album: ID3Bytes.utf8("Album"))
    let tags = try tags(of: withChunk(name, id3, in: withChunk("LIST", info, in: wav)))
    #expect(tags.title == "From INFO")
    #expect(tags.artist == "Artist")
    #expect(tags.album == "Album")
  }

  @Test func `AIFF stores texts in an ID3v2 chunk`() throws {
    let aiff = try kindBytes(.sndfile(.aiff16))
    let id3 = ID3Bytes.tag(
      version: 3, title: ID3Bytes.utf16("Títle"), artist: ID3Bytes.latin1("Artist"),
      album: ID3Bytes.latin1("Album"))
    let tags = try tags(of: withChunk("ID3 ", id3, in: aiff, isBigEndian: true))
    #expect(tags.title == "Títle")
    #expect(tags.artist == "Artist")
    #expect(tags.album == "Album")
  }

  @Test func `AIFF has a name and an author`() throws {
    let path = try folder.file(
      "a.aiff", AudioFileKind.sndfile(.aiff16).clip(frames: 3000), as: .aiff16,
      texts: [.title: "Title", .artist: "Artist"])
    let tags = try reader.tags(ofFileAt: path)
    #expect(tags.title == "Title")
    #expect(tags.artist == "Artist")
  }

  @Test func `in FLAC, comments take precedence over an ID3v2 tag before them`() throws {
    let path = try folder.file(
      "a.flac", AudioFileKind.sndfile(.flac16).clip(frames: 3000), as: .flac16,
      texts: [.title: "Comment"])
    let id3 = ID3Bytes.tag(
      version: 3, title: ID3Bytes.latin1("ID3"), artist: ID3Bytes.latin1("Artist"),
      album: ID3Bytes.latin1("Album"))
    let tags = try tags(of: id3 + folder.bytes(of: "a.flac"))
    #expect(tags.title == "Comment")
    #expect(tags.artist == "Artist")
    #expect(try reader.tags(ofFileAt: path).artist == nil)
  }

  // MARK: MP3

  @Test func `in MP3, ID3v2 takes precedence, and ID3v1 completes it`() throws {
    let mp3 = try kindBytes(.sndfile(.mp3Variable))
    let v2 = ID3Bytes.tag(
      version: 3,
      ID3Bytes.frame("TIT2", ID3Bytes.latin1("A title of more than 30 characters"), version: 3))
    let v1 = ID3Bytes.v1(
      title: Array("A title of more than 30 charac".utf8), artist: Array("Artist".utf8),
      album: Array("Album".utf8))
    let tags = try tags(of: v2 + mp3 + v1)
    #expect(tags.title == "A title of more than 30 characters")
    #expect(tags.artist == "Artist")
    #expect(tags.album == "Album")
  }

  @Test func `the length of an MP3 is the same with tags at both ends`() throws {
    let mp3 = try kindBytes(.sndfile(.mp3Variable))
    let bare = try tags(of: mp3, "bare").durationSeconds
    let v2 = ID3Bytes.tag(
      version: 3, title: ID3Bytes.latin1("a"), artist: ID3Bytes.latin1("b"),
      album: ID3Bytes.latin1("c"))
    let v1 = ID3Bytes.v1(title: [0x61], artist: [0x62], album: [0x63])
    #expect(bare != nil)
    #expect(try tags(of: v2 + mp3 + v1).durationSeconds == bare)
  }

  @Test(arguments: [SndfileEncoding.mp3Constant, .mp3Variable])
  func `an MP3 without a Xing header has a known length`(
    encoding: SndfileEncoding
  ) throws {
    let clip = AudioFileKind.sndfile(encoding).clip(frames: 60_000)
    try folder.file("a.mp3", clip, as: encoding)
    let bytes = try #require(MP3.withoutXingHeader(folder.bytes(of: "a.mp3")))
    let frames = MP3.frameHeaders(in: bytes).reduce(0) { $0 + $1.sampleCount }
    let seconds = Double(frames) / Double(clip.sampleRateHz)
    #expect(try tags(of: bytes).durationSeconds == seconds)
  }

  @Test func `a Xing header that disagrees with the size of the file is ignored`() throws {
    // Two concatenated files: the header of the first counts half of the frames.
    let clip = AudioFileKind.sndfile(.mp3Variable).clip(frames: 60_000)
    try folder.file("a.mp3", clip, as: .mp3Variable)
    let one = try folder.bytes(of: "a.mp3")
    let seconds = try #require(try tags(of: one).durationSeconds)
    let both = try #require(try tags(of: one + one).durationSeconds)
    #expect(both > 1.9 * seconds)
  }

  // MARK: Fixtures

  private func kindBytes(_ kind: AudioFileKind) throws -> [UInt8] {
    try kind.bytes(of: kind.clip(frames: 30_000), in: folder)
  }

  private func chunk(_ name: String, _ body: [UInt8], isBigEndian: Bool = false) -> [UInt8] {
    let length = ID3Bytes.big(body.count)
    return Array(name.utf8) + (isBigEndian ? length : length.reversed()) + body
      + [UInt8](repeating: 0, count: body.count % 2)
  }

  /// The file with a chunk at its end and its length corrected.
  private func withChunk(
    _ name: String, _ body: [UInt8], in bytes: [UInt8], isBigEndian: Bool = false
  ) -> [UInt8] {
    var bytes = bytes
    if bytes.count % 2 == 1 { bytes.append(0) }
    bytes += chunk(name, body, isBigEndian: isBigEndian)
    let length = ID3Bytes.big(bytes.count - 8)
    bytes.replaceSubrange(4..<8, with: isBigEndian ? length : length.reversed())
    return bytes
  }
}
