import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

@Suite struct RefusalTests {
  private let folder: TemporaryFolder
  private let clip = AudioClip.sine(frames: 100)

  init() throws {
    folder = try TemporaryFolder()
  }

  private func expectRefusal(_ reason: UnsupportedFormat, _ path: String) {
    #expect(refusal(of: path) == .unsupportedFormat(path: path, reason: reason))
  }

  // MARK: Not audio

  @Test(
    arguments: [
      ("a web page", Array("\u{FEFF}\n <!DOCTYPE HTML><title>404".utf8)),
      ("a web page", Array("<html lang=en>".utf8)),
      ("a ZIP archive", Array("PK\u{3}\u{4}".utf8)),
      ("a RAR archive", Array("Rar!\u{1A}\u{7}".utf8)),
      ("a 7-Zip archive", [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
      ("a gzip archive", [0x1F, 0x8B, 8, 0]), ("a JPEG picture", [0xFF, 0xD8, 0xFF, 0xE0]),
      ("a PNG picture", [0x89, 0x50, 0x4E, 0x47]), ("a PDF document", Array("%PDF-1.7".utf8)),
      ("a MIDI file", Array("MThd".utf8)), ("an XML document", Array("<?xml version".utf8)),
      ("a bzip2 archive", Array("BZh91AY".utf8)),
      ("an XZ archive", [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]),
      ("a Zstandard archive", [0x28, 0xB5, 0x2F, 0xFD]), ("a cabinet archive", Array("MSCF".utf8)),
      ("an ar archive or Debian package", Array("!<arch>\ndebian-binary".utf8)),
      ("a GIF picture", Array("GIF89a".utf8)), ("a TIFF picture", Array("II*\0".utf8)),
      ("a TIFF picture", Array("MM\0*".utf8)),
      ("a WebP picture", Array("RIFF\0\0\0\0WEBPVP8 ".utf8)),
      ("a PostScript document", Array("%!PS-Adobe-3.0".utf8)),
      ("an RTF document", Array("{\\rtf1".utf8)),
      (
        "an OLE file, such as an old Office document",
        [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
      ),
      ("an SQLite database", Array("SQLite format 3\0".utf8)),
    ] as [(String, [UInt8])])
  func `what a shop or a server sent instead is named`(name: String, bytes: [UInt8]) throws {
    for file in ["song.mp3", "song.flac", "song.m4a"] {
      let path = try folder.file(file, bytes + [UInt8](repeating: 0, count: 300))
      #expect(
        throws: AudioFailure.unsupportedFormat(path: path, reason: .otherFile(name))
      ) { try CombinedDecoder(ffmpeg: nil).open(path) }
      #expect(
        throws: AudioFailure.unsupportedFormat(path: path, reason: .otherFile(name))
      ) { try CombinedTagReader(ffmpeg: nil).tags(ofFileAt: path) }
    }
  }

  /// A header as `tar` writes it, with the sum of its bytes; the oldest have no further mark.
  private func tarHeader(_ name: String, bytes: Int) -> [UInt8] {
    func field(_ text: String, _ width: Int) -> [UInt8] {
      Array(text.utf8) + [UInt8](repeating: 0, count: width - text.utf8.count)
    }
    func octal(_ number: Int, _ width: Int) -> [UInt8] {
      let digits = String(number, radix: 8)
      return field(String(repeating: "0", count: width - 1 - digits.count) + digits, width)
    }
    let before = field(name, 100) + octal(0o644, 8) + octal(1000, 8) + octal(1000, 8)
    let sized = before + octal(bytes, 12) + octal(1_700_000_000, 12)
    let after = [UInt8(ascii: "0")] + [UInt8](repeating: 0, count: 355)
    let sum = (sized + after).reduce(8 * 0x20) { $0 + Int($1) }
    return sized + octal(sum, 7) + [0x20] + after
  }

  @Test func `audio in an archive is not the archive`() throws {
    let song = try folder.bytes(ofFileAt: Repository.oddity("mp3_plain.mp3"))
    let archives = [
      ("a TAR archive", tarHeader("song.mp3", bytes: song.count)),
      ("a ZIP archive", Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 34)),
      ("an ar archive or Debian package", Array("!<arch>\nsong.mp3/       0           `\n".utf8)),
    ]
    for (name, head) in archives {
      let path = try folder.file("song.mp3", head + song)
      #expect(
        throws: AudioFailure.unsupportedFormat(path: path, reason: .otherFile(name))
      ) { try CombinedDecoder(ffmpeg: nil).open(path) }
    }
  }

  /// A tag belongs to audio, whatever a program has left of a picture behind it.
  @Test func `audio after a tag and a picture is audio`() throws {
    let song = try folder.bytes(ofFileAt: Repository.oddity("mp3_plain.mp3"))
    let tag = Array("ID3".utf8) + [3, 0, 0, 0, 0, 0, 10] + [UInt8](repeating: 0, count: 10)
    let picture = [0xFF, 0xD8, 0xFF, 0xE0] + [UInt8](repeating: 7, count: 200)
    let path = try folder.file("song.mp3", tag + picture + song)
    #expect(try Heard(path).frames == Heard(Repository.oddity("mp3_plain.mp3")).frames)
  }

  @Test func `text that is none of these is not recognised`() throws {
    let path = try folder.file("song.mp3", Array("<hymns> and more".utf8))
    guard case .unsupportedFormat(_, .notRecognised) = refusal(of: path) else {
      Issue.record("\(refusal(of: path) as Any)")
      return
    }
  }

  // MARK: Not a file

  @Test func `a missing file is not found`() {
    let path = folder.path(of: "missing.wav")
    #expect(refusal(of: path) == .notFound(path: path))
    #expect(throws: AudioFailure.notFound(path: path)) {
      try SndfileDecoder().identity(ofFileAt: path)
    }
  }

  @Test func `nothing inside a file is not found`() throws {
    let path = try folder.file("sound.wav", clip, as: .integer16) + "/part"
    #expect(refusal(of: path) == .notFound(path: path))
  }

  @Test func `a path with a zero byte is not found, whatever precedes it`() throws {
    let path = try folder.file("sound.wav", clip, as: .integer16) + "\0.flac"
    #expect(refusal(of: path) == .notFound(path: path))
  }

  @Test func `a folder is not a file`() throws {
    let path = try folder.folder("sound.wav")
    #expect(refusal(of: path) == .notAFile(path: path, kind: .folder))
  }

  @Test(.timeLimit(.minutes(20))) func `a pipe is not a file, and does not block`() throws {
    let path = try folder.pipe("sound.wav")
    #expect(refusal(of: path) == .notAFile(path: path, kind: .pipe))
  }

  @Test func `a socket is not a file`() throws {
    let path = try folder.unixSocket("sound.wav")
    #expect(refusal(of: path) == .notAFile(path: path, kind: .socket))
  }

  @Test func `a device is not a file`() {
    #expect(refusal(of: "/dev/null") == .notAFile(path: "/dev/null", kind: .device))
  }

  @Test func `a link leads to what it names`() throws {
    let path = try folder.link("link.wav", to: folder.folder("folder"))
    #expect(refusal(of: path) == .notAFile(path: path, kind: .folder))
  }

  @Test func `a link that leads nowhere is not found`() throws {
    let path = try folder.link("link.wav", to: "nowhere.wav")
    #expect(refusal(of: path) == .notFound(path: path))
  }

  @Test func `what the system refuses is unreadable, with its reason`() throws {
    // A link to itself, because root can read everything else.
    let path = try folder.endlessLink("endless.wav")
    guard case .unreadable(path, let reason) = refusal(of: path) else {
      Issue.record("\(String(describing: refusal(of: path)))")
      return
    }
    #expect(reason.code > 0)
    #expect(reason.text.lowercased().contains("symbolic links"))
  }

  @Test(.enabled(if: TemporaryFolder.permissionsApply, "root may read everything"))
  func `a file without permission is unreadable`() throws {
    let path = try folder.unreadableFile("secret.wav")
    guard case .unreadable(path, _) = refusal(of: path) else {
      Issue.record("\(String(describing: refusal(of: path)))")
      return
    }
  }

  // MARK: Not audio

  @Test func `a file of no bytes is empty`() throws {
    expectRefusal(.emptyFile, try folder.file("empty.flac"))
  }

  @Test(arguments: [
    "a", "fLaC", "RIFF", "This is a text that was named after a sound.\n",
    "<!DOCTYPE html><html></html>", "\u{FFFD}PNG\r\n", "MThd\0\0\0\u{6}\0\u{1}\0\u{2}",
  ])
  func `a text is not audio, whatever its name`(text: String) throws {
    let path = try folder.file("text.flac", text: text)
    guard case .unsupportedFormat(path, .notRecognised) = refusal(of: path) else {
      Issue.record("\(String(describing: refusal(of: path)))")
      return
    }
  }

  @Test(arguments: [
    "Creative Voice File\u{1A}", " paf\0\0\0\0", "NIST_1A\n   1024\n", "FORM\0\0\0\u{20}8SVX",
    "2BIT", "MATLAB 5.0 MAT-file", "PVF1\n1 8000 16\n",
  ])
  func `unsupported formats are left alone`(start: String) throws {
    let path = try folder.file("old.wav", Array(start.utf8) + [UInt8](repeating: 0, count: 5000))
    expectRefusal(.notRecognised("Format not recognised"), path)
  }

  // MARK: Invalid values

  @Test(arguments: [0, 999, 768_001, 0x7FFF_FFFF, 0xFFFF_FFFF] as [UInt32])
  func `a rate out of range is refused by its number`(rate: UInt32) throws {
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.sampleRateHz = rate
    expectRefusal(
      .sampleRate(Int(rate), supported: 1000...768_000),
      try folder.file("rate.wav", layout.bytes(of: clip)))
  }

  @Test(arguments: [0, 65, 1000, 1024, 65_535] as [UInt16])
  func `a count of channels out of range is refused by its number`(channels: UInt16) throws {
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.channelCount = channels
    expectRefusal(
      .channels(Int(channels), supported: 1...64),
      try folder.file("channels.wav", layout.bytes(of: clip)))
  }

  @Test func `a rate of 0 is refused by its number in FLAC`() throws {
    var bytes = try AudioFileKind.sndfile(.flac16).bytes(of: clip, in: folder)
    bytes[18] = 0
    bytes[19] = 0
    bytes[20] &= 0x0F
    expectRefusal(.sampleRate(0, supported: 1000...768_000), try folder.file("0.flac", bytes))
  }

  @Test(arguments: [(SndfileEncoding.au16, 16, 4), (.aiff16, 28, 10), (.caf16, 20, 8)])
  func `a rate of 0 is refused by its number in`(
    encoding: SndfileEncoding, offset: Int, size: Int
  ) throws {
    var bytes = try AudioFileKind.sndfile(encoding).bytes(of: clip, in: folder)
    for index in offset..<(offset + size) { bytes[index] = 0 }
    expectRefusal(.sampleRate(0, supported: 1000...768_000), try folder.file("0", bytes))
  }

  @Test(arguments: [
    (UInt16(0x1234), "codec 0x1234"), (0xFF, "AAC"), (0x161, "Windows Media Audio 2"),
  ])
  func `a codec that is not read is refused by its name`(tag: UInt16, name: String) throws {
    var layout = WAVLayout(for: clip, as: .integer16)
    layout.formatTag = tag
    try expectRefusal(.codec(name), folder.file("codec.wav", layout.bytes(of: clip)))
  }
}
