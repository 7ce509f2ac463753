import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

/// Titles in ID3v1 and Latin-1 frames, which do not state their real encoding.
@Suite struct UnknownEncodingTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func titles(_ bytes: [UInt8]) throws -> [String?] {
    let kind = AudioFileKind.sndfile(.mp3Constant)
    let audio = try kind.bytes(of: kind.clip(frames: 5000), in: folder)
    // Removes the tag that libsndfile wrote.
    let plain = Array(audio.drop { $0 != 0xFF })
    let frame = ID3Bytes.frame("TIT2", [0] + bytes, version: 3)
    let before = try folder.file("before.mp3", ID3Bytes.tag(version: 3, frame) + plain)
    let field = bytes.prefix(30) + [UInt8](repeating: 0, count: max(0, 30 - bytes.count))
    let after = try folder.file(
      "after.mp3", plain + Array("TAG".utf8) + field + [UInt8](repeating: 0, count: 95))
    return try [before, after].map { try CombinedTagReader().tags(ofFileAt: $0).title }
  }

  /// Bytes written by Japanese and Chinese programs: 日本語の, 愛, 日, さくら, 中文歌, 中国, 世界, 爱情, 爱, 鄧麗君 in Big5,
  /// and ｻｸﾗ in half width.
  @Test(
    arguments: [
      [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA, 0x82, 0xCC], [0x88, 0xA4], [0x93, 0xFA],
      [0x82, 0xB3, 0x82, 0xAD, 0x82, 0xE7], [0xD6, 0xD0, 0xCE, 0xC4, 0xB8, 0xE8],
      [0xD6, 0xD0, 0xB9, 0xFA], [0xCA, 0xC0, 0xBD, 0xE7], [0xB0, 0xAE, 0xC7, 0xE9], [0xB0, 0xAE],
      [0xBE, 0x48, 0xC4, 0x52, 0xA7, 0x67], [0xBB, 0xB8, 0xD7],
    ] as [[UInt8]])
  func `an unknown encoding is not guessed`(bytes: [UInt8]) throws {
    #expect(try titles(bytes) == [nil, nil])
  }

  @Test(
    arguments: [
      ("Für Élise", [0x46, 0xFC, 0x72, 0x20, 0xC9, 0x6C, 0x69, 0x73, 0x65]),
      (
        "Don’t Stop ’til",
        Array("Don".utf8) + [0x92] + Array("t Stop ".utf8) + [0x92] + Array("til".utf8)
      ),
      (
        "“Über” “Été”",
        [0x93, 0xDC] + Array("ber".utf8) + [0x94, 0x20, 0x93, 0xC9, 0x74, 0xE9, 0x94]
      ),
      (
        "Motörhead – Às",
        Array("Mot".utf8) + [0xF6] + Array("rhead ".utf8) + [0x96, 0x20, 0xC0, 0x73]
      ),
      ("à", [0xE0]), ("Café", [0x43, 0x61, 0x66, 0xE9]), ("½ €5", [0xBD, 0x20, 0x80, 0x35]),
      ("µ-Ziq ± 1º", [0xB5] + Array("-Ziq ".utf8) + [0xB1] + Array(" 1".utf8) + [0xBA]),
    ] as [(String, [UInt8])])
  func `Western texts are read as intended`(text: String, bytes: [UInt8]) throws {
    #expect(try titles(bytes) == [text, text])
  }

  /// 月亮代表 in Big5, beside bytes that by themselves could be a Western name.
  @Test func `one text in an unknown encoding leaves out the others of its tag`() throws {
    let title: [UInt8] = [0xA4, 0xEB, 0xAB, 0x47, 0xA5, 0x4E, 0xAA, 0xED]
    let artist: [UInt8] = [0xC1, 0x2E, 0xE9]
    let kind = AudioFileKind.sndfile(.mp3Constant)
    let audio = try kind.bytes(of: kind.clip(frames: 5000), in: folder)
    let plain = Array(audio.drop { $0 != 0xFF })
    func tags(_ title: [UInt8]) throws -> [TrackTags] {
      let frames =
        ID3Bytes.frame("TIT2", [0] + title, version: 3)
        + ID3Bytes.frame("TPE1", [0] + artist, version: 3)
      let before = try folder.file("before.mp3", ID3Bytes.tag(version: 3, frames) + plain)
      let fields = [title, artist, []].flatMap { $0 + [UInt8](repeating: 0, count: 30 - $0.count) }
      let after = try folder.file(
        "after.mp3", plain + Array("TAG".utf8) + fields + [UInt8](repeating: 0, count: 35))
      return try [before, after].map { try CombinedTagReader().tags(ofFileAt: $0) }
    }
    for tags in try tags(Array("Song".utf8)) {
      #expect(tags.title == "Song" && tags.artist == "Á.é")
    }
    for tags in try tags(title) { #expect(tags.title == nil && tags.artist == nil) }
  }
}
