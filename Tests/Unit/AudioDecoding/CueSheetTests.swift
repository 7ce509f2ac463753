import AudioDecoding
import AudioFixtures
import Foundation
import MasteringModel
import ProviderTesting
import Testing

/// One file with several tracks (AUD-31 to AUD-35).
@Suite struct CueSheetTests {
  private let folder: TemporaryFolder
  /// Four seconds that never repeat.
  private let clip = AudioClip.noise(
    amplitude: 0.5, frames: 4 * 44_100, sampleRateHz: 44_100, channelCount: 2
  ).quantized(toBits: 16)

  init() throws {
    folder = try TemporaryFolder()
  }

  private let decoder = CombinedDecoder()

  private static func sheet(
    file: String = "album.wav", starts: [String] = ["00:00:00", "00:01:00", "00:02:37"]
  ) -> String {
    "FILE \"\(file)\" WAVE\n"
      + starts.enumerated().map { index, start in
        "  TRACK \(index + 1) AUDIO\n    TITLE \"T\(index + 1)\"\n    INDEX 01 \(start)\n"
      }.joined()
  }

  private func heard(_ path: String, at once: Int = 1000) throws -> [Float] {
    let stream = try decoder.open(path)
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: once * stream.format.channels)
    while true {
      let frames = try stream.read(into: &block)
      if frames == 0 { return samples }
      samples += block[..<(frames * stream.format.channels)]
    }
  }

  private func interleaved(_ frames: Range<Int>) -> [Float] {
    frames.flatMap { frame in clip.channels.map { $0[frame] } }
  }

  private func division(_ names: [String], in name: String = "") -> FolderDivision {
    CueTracks().division(ofFiles: names, inFolder: folder.path(of: name)) { _ in false }
  }

  private func refusal(_ path: String) -> AudioFailure? {
    do throws(AudioFailure) {
      _ = try decoder.open(path)
      return nil
    } catch {
      return error
    }
  }

  // MARK: Samples

  @Test(arguments: [AudioFileKind.wav(.integer16), .sndfile(.flac16), .sndfile(.aiff16)])
  func `each track is the samples from its index 1 to the next one's`(kind: AudioFileKind) throws {
    let path = try kind.write(clip, in: folder)
    try folder.file("sound.cue", text: Self.sheet(file: kind.fileName))
    // 2 s and 37/75 of the third, 588 frames each.
    let second = 2 * 44_100 + 37 * 588
    #expect(try heard("\(path)/01") == interleaved(0..<44_100))
    #expect(try heard("\(path)/02", at: 777) == interleaved(44_100..<second))
    #expect(try heard("\(path)/03") == interleaved(second..<(4 * 44_100)))
  }

  @Test func `a track of a lossy file is what continuous reading gives there`() throws {
    let path = try AudioFileKind.sndfile(.vorbis).write(clip, in: folder)
    try folder.file("sound.cue", text: Self.sheet(file: "sound.ogg"))
    let whole = try heard(path)
    #expect(try heard("\(path)/2") == Array(whole[(2 * 44_100)..<(2 * (88_200 + 37 * 588))]))
  }

  @Test func `a track declares its length and supports seeking`() throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    try folder.file("album.cue", text: Self.sheet())
    let stream = try decoder.open("\(path)/02")
    #expect(stream.format.declaredFrames == 44_100 + 37 * 588)
    try stream.seek(toFrame: 44_000)
    var block = [Int16](repeating: 0, count: 200)
    #expect(try stream.read(into: &block) == 100)
    #expect(block.map { Float($0) / 32768 } == interleaved(88_100..<88_200))
    try stream.seek(toFrame: .max)
    #expect(try stream.read(into: &block) == 0)
  }

  @Test func `the pause before a track belongs to the previous one`() throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    try folder.file(
      "album.cue",
      text: """
        FILE "album.wav" WAVE
          TRACK 01 AUDIO
            INDEX 01 00:00:10
          TRACK 02 AUDIO
            PREGAP 00:02:00
            INDEX 00 00:01:00
            INDEX 01 00:02:00
            INDEX 02 00:03:00
        """)
    #expect(try heard("\(path)/01") == interleaved(5880..<88_200))
    #expect(try heard("\(path)/02") == interleaved(88_200..<176_400))
  }

  @Test func `a track keeps the promises of a file`() async throws {
    let path = try folder.file("album.wav", clip.cut(to: 0..<6000), as: .integer16)
    let starts = ["00:00:00", "00:00:02", "00:00:09"]
    try folder.file("album.cue", text: Self.sheet(starts: starts))
    let contract = AudioDecoderContract(
      audio: "\(path)/02", text: try folder.file("notes.txt", text: "Not a sound.\n"),
      folder: try folder.folder("folder"), missing: folder.path(of: "missing.wav/01"),
      pipe: try folder.pipe("pipe.wav"),
      change: { [folder] _ in
        try folder.file(
          "album.cue", text: Self.sheet(starts: ["00:00:00", "00:00:03", "00:00:09"]))
      },
      make: { CombinedDecoder() })
    #expect(await contract.check().isEmpty)
  }

  @Test func `its identity changes with its position, not with its title`() throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    func identities(_ sheet: String) throws -> [TrackIdentity] {
      try folder.file("album.cue", text: sheet)
      return try (1...3).map { try decoder.identity(ofFileAt: "\(path)/0\($0)") }
    }
    let before = try identities(Self.sheet())
    #expect(before.map(\.path) == (1...3).map { "\(path)/0\($0)" })
    #expect(Set(before).count == 3)
    #expect(try identities(Self.sheet().replacing("T2", with: "Another")) == before)
    let moved = try identities(Self.sheet(starts: ["00:00:00", "00:01:01", "00:02:37"]))
    #expect(moved[0] != before[0])
    #expect(moved[1] != before[1])
    #expect(moved[2] == before[2])
  }

  // MARK: Sheets in practice

  @Test(
    arguments: [
      ("UTF-8", Array("Ä-Träck ☂".utf8), "Ä-Träck ☂"), ("Windows-1252", [0xC4, 0x2D, 0x80], "Ä-€"),
      ("Shift-JIS", [0x93, 0xFA, 0x96, 0x7B, 0x8C, 0xEA, 0x82, 0xCC], nil),
      ("GBK", [0xD6, 0xD0, 0xCE, 0xC4, 0xB8, 0xE8], nil),
    ] as [(String, [UInt8], String?)])
  func `titles are read in the sheet's encoding, or left out`(
    name: String, title: [UInt8], text: String?
  ) throws {
    try folder.file("album.wav", clip, as: .integer16)
    let parts = Self.sheet().split(separator: "T2", maxSplits: 1)
    let sheet = Array(parts[0].utf8) + title + Array(parts[1].utf8)
    for (mark, end) in [([], "\n"), ([], "\r\n"), ([], "\r")] as [([UInt8], String)] {
      try folder.file(
        "album.cue", mark + sheet.flatMap { $0 == 0x0A ? Array(end.utf8) : [$0] })
      let tracks = division(["album.wav"]).tracks[0]
      // Of a sheet in an unknown encoding no text is taken (AUD-34).
      #expect(tracks.map(\.tags.title) == (text == nil ? [nil, nil, nil] : ["T1", text, "T3"]))
      #expect(tracks.map(\.start.parts) == [0, 75, 187])
    }
  }

  @Test func `a byte order mark gives the encoding`() throws {
    try folder.file("album.wav", clip, as: .integer16)
    let sheet = Self.sheet().replacing("T2", with: "Žluťoučký")
    let little = sheet.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big = sheet.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    for bytes in [
      [0xEF, 0xBB, 0xBF] + Array(sheet.utf8), [0xFF, 0xFE] + little, [0xFE, 0xFF] + big,
    ] {
      try folder.file("album.cue", bytes)
      #expect(division(["album.wav"]).tracks[0].map(\.tags.title) == ["T1", "Žluťoučký", "T3"])
    }
  }

  @Test func `performers and the album come from the sheet`() throws {
    try folder.file("album.wav", clip, as: .integer16)
    try folder.file(
      "album.cue",
      text: """
        REM GENRE "Jazz"
        CATALOG 4006381333931
        performer "All of them"
        title "The "Best" of it"
        FILE album.wav WAVE
          TRACK 01 AUDIO
            TITLE One
            ISRC USRC17607839
            INDEX 01 00:00:00
          TRACK 02 AUDIO
            PERFORMER "One of them"
            INDEX 01 00:01:00
        """)
    let tags = division(["album.wav"]).tracks[0].map(\.tags)
    #expect(tags.map(\.title) == ["One", nil])
    #expect(tags.map(\.artist) == ["All of them", "One of them"])
    #expect(tags.map(\.album) == ["The \"Best\" of it", "The \"Best\" of it"])
  }

  @Test(arguments: [
    ("album.wav", "album.cue", true), ("ALBUM.WAV", "album.cue", true),
    ("album.ape", "album.cue", true), ("CDImage.wav", "album.cue", true),
    ("CDImage.wav", "album.wav.cue", true), ("CDImage.wav", "other.cue", false),
    ("C:\\Music\\album.wav", "x.cue", true), ("/home/me/album.flac", "x.cue", true),
    ("../album.wav", "x.cue", true), ("../other.wav", "x.cue", false),
    ("there.wav", "album.cue", false),
  ])
  func `a sheet names the file of that name, or a converted one`(
    named: String, sheet: String, isMeant: Bool
  ) throws {
    try folder.file("album.wav", clip, as: .integer16)
    try folder.file("there.wav", clip, as: .integer16)
    try folder.file(sheet, text: Self.sheet(file: named))
    #expect(division(["album.wav"]).tracks[0].isEmpty != isMeant)
  }

  /// A name in a sheet is never opened as a path.
  @Test(arguments: [
    "../secret.wav", "..\\secret.wav", "/etc/passwd", "../../etc/passwd", "..", ".", "", "/",
    "sub/../../secret.wav", "con\u{0}secret.wav",
  ])
  func `nothing outside the folder of a sheet is reached`(name: String) throws {
    try folder.file("secret.wav", clip, as: .integer16)
    _ = try folder.folder("music")
    try folder.file("music/x.cue", text: Self.sheet(file: name))
    try folder.file("music/other.wav", clip, as: .integer16)
    let division = division(["other.wav"], in: "music")
    #expect(division.tracks == [[]])
    #expect(division.problems.count == 1)
    for path in ["music/x.cue", "music/other.wav/02", "music/secret.wav/02"] {
      #expect(refusal(folder.path(of: path)) != nil)
    }
  }

  @Test func `a link is not a sheet`() throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    try folder.file("elsewhere.txt", text: Self.sheet())
    _ = try folder.link("album.cue", to: folder.path(of: "elsewhere.txt"))
    #expect(division(["album.wav"]).tracks == [[]])
    #expect(
      refusal("\(path)/01") == .cueSheet(path: "\(path)/01", .noSuchTrack(number: 1, count: 0)))
  }

  @Test func `two files of a sheet have their own tracks`() throws {
    let (side, other) = ("side a.wav", "side b.wav")
    try folder.file(side, clip, as: .integer16)
    try folder.file(other, clip, as: .integer16)
    var lines = Self.sheet(file: side)
    lines += Self.sheet(file: other).replacing("TRACK 1", with: "TRACK 4")
      .replacing("TRACK 2", with: "TRACK 5").replacing("TRACK 3", with: "TRACK 6")
    try folder.file("both.cue", text: lines)
    #expect(division([side, other]).tracks.map { $0.map(\.number) } == [[1, 2, 3], [4, 5, 6]])
    #expect(
      try heard(folder.path(of: "\(other)/06")) == interleaved((88_200 + 37 * 588)..<176_400))
  }

  @Test func `a file with one track of a sheet is one track`() throws {
    for name in ["01.wav", "02.wav"] { try folder.file(name, clip, as: .integer16) }
    // Some programs put the pause at the end of the previous file, as here.
    try folder.file(
      "all.cue",
      text: """
        FILE "01.wav" WAVE
          TRACK 01 AUDIO
            INDEX 01 00:00:00
          TRACK 02 AUDIO
            INDEX 00 00:03:00
        FILE "02.wav" WAVE
            INDEX 01 00:00:00
        """)
    #expect(division(["01.wav", "02.wav"]) == FolderDivision(tracks: [[], []]))
  }

  @Test func `a data track is not a track`() throws {
    try folder.file("album.wav", clip, as: .integer16)
    let sheet = Self.sheet().replacing("TRACK 3 AUDIO", with: "TRACK 3 MODE1/2352")
    try folder.file("album.cue", text: sheet)
    let tracks = division(["album.wav"]).tracks[0]
    #expect(tracks.map(\.number) == [1, 2])
    #expect(tracks[1].end?.parts == 187)
  }

  @Test(arguments: [99, 255]) func `a sheet can have 255 tracks`(count: Int) throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    let starts = (0..<count).map { String(format: "00:%02d:%02d", $0 / 75, $0 % 75) }
    try folder.file("album.cue", text: Self.sheet(starts: starts))
    #expect(division(["album.wav"]).tracks[0].map(\.number) == Array(1...count))
    #expect(
      try heard("\(path)/\(count - 1)") == interleaved(((count - 2) * 588)..<((count - 1) * 588)))
  }

  // MARK: Wrong sheets

  @Test(
    arguments: [
      ("", .noTracks), ("REM nothing\nFILE \"album.wav\" WAVE\n", .noTracks),
      ("\u{1}\u{2}\u{3}", .noTracks),
      ("FILE \"album.wav\" WAVE\nTRACK 1 AUDIO\n", .noStart(track: 1)),
      ("TRACK 1 AUDIO\nINDEX 01 00:60:00", .time(line: 2)),
      ("TRACK 1 AUDIO\r\nINDEX 01 00:00:75", .time(line: 2)),
      ("TRACK 1 AUDIO\nINDEX 01 0:0", .time(line: 2)),
      ("TRACK 1 AUDIO\nINDEX 01 -1:00:00", .time(line: 2)),
      ("TRACK 1 AUDIO\nINDEX 01 999999999999999999999:00:00", .time(line: 2)),
      ("TRACK 1 AUDIO\nINDEX 01 ٠٠:٠٠:٠٠", .time(line: 2)),
      ("TRACK 1 AUDIO\nINDEX 01 00:01:00\nTRACK 2 AUDIO\nINDEX 01 00:01:00", .order(line: 3)),
      ("TRACK 2 AUDIO\nINDEX 01 00:00:00\nTRACK 1 AUDIO", .trackNumber(line: 3)),
      ("TRACK 1 AUDIO\nINDEX 01 00:00:00\nTRACK 1 AUDIO", .trackNumber(line: 3)),
      ("TRACK 256 AUDIO", .trackNumber(line: 1)), ("TRACK 0 AUDIO", .trackNumber(line: 1)),
      ("TRACK", .trackNumber(line: 1)), ("TRACK x AUDIO", .trackNumber(line: 1)),
    ] as [(String, CueSheetProblem)])
  func `a mistake in a sheet is reported with its line`(
    text: String, problem: CueSheetProblem
  ) throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    let sheet = try folder.file("album.cue", text: text)
    let division = division(["album.wav"])
    #expect(division.tracks == [[]])
    #expect(division.problems == [.init(path: sheet, problem: problem)])
    #expect(refusal(sheet) == .cueSheet(path: sheet, problem))
    // The file is treated as if the sheet were absent.
    #expect(try heard(path).count == 2 * 4 * 44_100)
  }

  @Test func `a sheet of more than a mebibyte is not read`() throws {
    try folder.file("album.wav", clip, as: .integer16)
    let sheet = Self.sheet()
    let full = sheet + String(repeating: "\n", count: 1 << 20 - sheet.utf8.count)
    try folder.file("album.cue", text: String(full.prefix(1 << 20)))
    #expect(division(["album.wav"]).tracks[0].count == 3)
    try folder.file("album.cue", text: full + "\n" + sheet)
    #expect(division(["album.wav"]).problems.map(\.problem) == [.tooLarge(limitBytes: 1 << 20)])
  }

  @Test func `a good sheet is used even beside a bad one`() throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    try folder.file("album.cue", text: "TRACK 1 AUDIO")
    try folder.file("z.cue", text: Self.sheet())
    #expect(division(["album.wav"]).tracks[0].count == 3)
    #expect(try heard("\(path)/01") == interleaved(0..<44_100))
  }

  @Test func `a track beyond the end of the file is reported`() throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    try folder.file("album.cue", text: Self.sheet(starts: ["00:00:00", "00:03:00", "00:05:00"]))
    #expect(try heard("\(path)/01").count == 2 * 3 * 44_100)
    #expect(throws: AudioFailure.truncatedAudio(path: "\(path)/02", atSeconds: 1, ofSeconds: 2)) {
      try heard("\(path)/02")
    }
    #expect(
      refusal("\(path)/03")
        == .cueSheet(path: "\(path)/03", .behindEnd(startSeconds: 5, ofSeconds: 4)))
  }

  @Test func `a number that the sheet does not have is reported`() throws {
    let path = try folder.file("album.wav", clip, as: .integer16)
    #expect(refusal("\(path)/1") == .cueSheet(path: "\(path)/1", .noSuchTrack(number: 1, count: 0)))
    try folder.file("album.cue", text: Self.sheet())
    #expect(refusal("\(path)/4") == .cueSheet(path: "\(path)/4", .noSuchTrack(number: 4, count: 3)))
    for odd in ["0", "256", "1000", "x", "1x", "1/"] {
      #expect(refusal("\(path)/\(odd)") == .notFound(path: "\(path)/\(odd)"))
    }
    let nowhere = folder.path(of: "nowhere.wav/01")
    #expect(refusal(nowhere) == .notFound(path: nowhere))
    // A regular file may have such a name.
    _ = try folder.folder("dir")
    let plain = try folder.file("dir/01", clip, as: .integer16)
    #expect(try heard(plain).count == 2 * 4 * 44_100)
  }

  // MARK: Sheets in FLAC files

  private func flac(_ kind: UInt8, _ body: [UInt8]) throws -> String {
    let bytes = try AudioFileKind.sndfile(.flac16).bytes(of: clip, in: folder)
    return try folder.file("sound.flac", SheetBytes.inserting(kind, body, in: bytes))
  }

  @Test func `a sheet in a FLAC comment divides the file`() throws {
    let text = Self.sheet(file: "CDImage.wav").replacing("\n", with: "\r\n")
    let path = try flac(4, SheetBytes.comments(["TITLE=Album", "cuesheet=\(text)"]))
    #expect(division(["sound.flac"]).tracks[0].map(\.tags.title) == ["T1", "T2", "T3"])
    #expect(try heard("\(path)/02") == interleaved(44_100..<(88_200 + 37 * 588)))
  }

  @Test func `a FLAC block divides the file at samples`() throws {
    let path = try flac(5, SheetBytes.sheet([(1, 0), (2, 12_345), (3, 99_999)], end: 176_400))
    #expect(division(["sound.flac"]).tracks[0].map(\.tags.title) == [nil, nil, nil])
    #expect(try heard("\(path)/01") == interleaved(0..<12_345))
    #expect(try heard("\(path)/02") == interleaved(12_345..<99_999))
    #expect(try heard("\(path)/03") == interleaved(99_999..<176_400))
  }

  @Test func `a sheet beside the file takes precedence`() throws {
    let path = try flac(5, SheetBytes.sheet([(1, 0), (2, 12_345)], end: 176_400))
    try folder.file("sound.cue", text: Self.sheet(file: "sound.flac"))
    #expect(division(["sound.flac"]).tracks[0].count == 3)
    #expect(try heard("\(path)/01") == interleaved(0..<44_100))
  }

  @Test func `a broken sheet inside a file leaves the file whole`() throws {
    let sheet = SheetBytes.sheet([(1, 0), (2, 12_345)], end: 176_400)
    let comment = SheetBytes.comments(["CUESHEET=\(Self.sheet())"])
    for count in stride(from: 0, to: sheet.count, by: 7) {
      _ = try flac(5, Array(sheet[..<count]))
      #expect(division(["sound.flac"]).tracks == [[]])
    }
    for count in stride(from: 0, to: comment.count - 1, by: 7) {
      _ = try flac(4, Array(comment[..<count]))
      #expect(division(["sound.flac"]).tracks == [[]])
    }
    var random = SystemRandomNumberGenerator()
    for _ in 0..<200 {
      var bytes = sheet
      for _ in 0..<4 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      let path = try flac(5, bytes)
      for track in division(["sound.flac"]).tracks[0] { _ = refusal("\(path)/\(track.number)") }
    }
  }
}
