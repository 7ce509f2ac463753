import AudioFixtures
import Foundation
import MasteringModel
import Testing

@testable import AudioDecoding

/// Files that FFmpeg's program would silently decode to its end although audio is missing, or
/// continues in another format (AUD-22, AUD-62).
@Suite(
  .serialized,
  .enabled(
    if: FFmpegPrograms.installed() != nil, "FFmpeg is not installed; Scripts/test installs it"))
struct FFmpegDamageTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func result(of path: String) throws -> Heard { try Heard(path, with: CombinedDecoder()) }

  private func bytes(
    of clip: AudioClip, _ name: String, _ options: [String]
  ) throws -> [UInt8] {
    let files = FFmpegFiles(folder: folder)
    return try folder.bytes(ofFileAt: files.encode(clip.quantized(toBits: 16), name, options))
  }

  /// Two seconds of noise.
  private func noise(_ seed: UInt64 = 1, rate: Int = 44_100, channels: Int = 2) -> AudioClip {
    .noise(
      seed: seed, amplitude: 0.5, frames: 2 * rate, sampleRateHz: rate, channelCount: channels)
  }

  // MARK: Another format

  @Test(arguments: ["aac", "ac3", "eac3", "dca"], [44_100, 48_000])
  func `audio at another rate or with other channels ends the file`(
    codec: String, secondRate: Int
  ) throws {
    let name = codec == "dca" ? "sound.dts" : "sound.\(codec)"
    let options = ["-c:a", codec, "-strict", "-2"]
    let first = try bytes(of: noise(), name, options)
    let other = try bytes(
      of: noise(2, rate: secondRate, channels: secondRate == 44_100 ? 1 : 2), name, options)
    let path = try folder.file("two-\(name)", first + other)
    let heard = try result(of: path)
    // Whole frames of the codec, and no more of the second part than FFmpeg keeps back.
    #expect(abs(heard.frames - 88_200) < 4096)
    let place = Double(heard.frames) / 44_100
    #expect(heard.failure == .changingFormat(path: path, atSeconds: place, change: .codec))
  }

  // MARK: A declared length

  /// AUD-19: it was missing from the analysis of a window.
  @Test(arguments: [
    ("sound.mka", ["-c:a", "libopus"]), ("sound.mka", ["-c:a", "flac"]),
    ("sound.webm", ["-c:a", "libvorbis"]), ("sound.wma", ["-c:a", "wmav2"]),
  ])
  func `a declared duration is known before the end is reached`(
    name: String, options: [String]
  ) throws {
    let path = try folder.file(name, try bytes(of: noise(), name, options))
    let format = try CombinedDecoder().open(path).format
    #expect(format.declaredFrames == nil)
    #expect(abs((format.declaredSeconds ?? 0) - 2) < 0.25)
  }

  @Test(arguments: [
    ("sound.mka", ["-c:a", "libopus"]), ("sound.mka", ["-c:a", "pcm_s16le"]),
    ("sound.mka", ["-c:a", "flac"]), ("sound.webm", ["-c:a", "libvorbis"]),
    ("sound.wma", ["-c:a", "wmav2"]),
  ])
  func `a declared duration that the audio does not reach is missed`(
    name: String, options: [String]
  ) throws {
    let whole = try bytes(of: noise(rate: 48_000), name, options)
    #expect(try result(of: folder.file("whole-\(name)", whole)).failure == nil)
    let path = try folder.file("cut-\(name)", Array(whole[..<(whole.count / 2)]))
    let heard = try result(of: path)
    guard case .truncatedAudio(_, let place, let length?) = heard.failure else {
      Issue.record("\(String(describing: heard.failure))")
      return
    }
    #expect(abs(place - Double(heard.frames) / 48_000) < 1e-9)
    #expect(place < 1.6)
    #expect(abs(length - 2) < 0.1)
  }

  @Test func `the duration of a longer picture is not that of the audio`() throws {
    let source = try folder.file("s.wav", noise(), as: .integer16)
    let path = folder.path(of: "film.mkv")
    _ = try FFmpegFiles.run(
      ["-i", source, "-f", "lavfi", "-i", "color=d=9:s=64x64:r=5", "-map", "1", "-map", "0"]
        + ["-c:a", "flac", "-c:v", "mpeg4", "-y", path])
    let heard = try result(of: path)
    #expect(heard.frames == 88_200)
    #expect(heard.failure == nil)
  }

  @Test(arguments: [["-c:a", "flac"], ["-c:a", "libmp3lame"]])
  func `the duration in a Matroska file's head is announced without tags, too`(_ options: [String])
    throws
  {
    let whole = try bytes(of: noise(rate: 48_000), "sound.mka", options)
    // The tags' DURATION under another name, which says nothing.
    let untagged = whole.replacing(Array("DURATION".utf8), with: Array("NOITARUD".utf8))
    #expect(try result(of: folder.file("whole.mka", untagged)).failure == nil)
    let cut = try folder.file("cut.mka", Array(untagged[..<(untagged.count / 2)]))
    guard case .truncatedAudio(_, _, let length?) = try result(of: cut).failure else {
      Issue.record("half of a file is whole")
      return
    }
    #expect(abs(length - 2) < 0.1)
  }

  @Test(arguments: ["flac", "libmp3lame", "pcm_s16le"])
  func `a Matroska file that was streamed announces nothing`(_ codec: String) throws {
    let source = try folder.file("s.wav", noise(rate: 48_000), as: .integer16)
    let path = folder.path(of: "live.mka")
    _ = try FFmpegFiles.run(
      ["-i", source, "-c:a", codec, "-f", "matroska", "-live", "1", "-y", path])
    #expect(try result(of: path).failure == nil)
  }

  // What is missing is less than a length in the head may be wrong by (AUD-62).
  @Test(arguments: [[], ["-live", "1"]], ["flac", "libvorbis"])
  func `a Matroska file that is cut off in a block is not whole`(
    options: [String], codec: String
  ) throws {
    let whole = try bytes(of: noise(rate: 48_000), "sound.mka", ["-c:a", codec] + options)
    #expect(try result(of: folder.file("whole.mka", whole)).failure == nil)
    let heard = try result(of: folder.file("cut.mka", Array(whole[..<(whole.count * 97 / 100)])))
    guard case .truncatedAudio(_, let place, let length?) = heard.failure else {
      Issue.record("\(String(describing: heard.failure))")
      return
    }
    #expect(place == Double(heard.frames) / 48_000)
    #expect((1.8..<2).contains(place))
    #expect(length > place)
  }

  @Test(arguments: [
    (["-c:a", "pcm_s16le"], "removed"), (["-c:a", "libopus"], "letters"),
    (["-c:a", "libvorbis"], "zeros"), (["-c:a", "flac"], "removed"),
    (["-c:a", "pcm_s16le", "-live", "1"], "zeros"),
  ])
  func `a hole in a Matroska file ends its audio there`(
    options: [String], hole: String
  ) throws {
    let long = AudioClip.noise(
      amplitude: 0.5, frames: 480_000, sampleRateHz: 48_000, channelCount: 2)
    var bytes = try bytes(of: long, "sound.mka", options)
    let whole = try result(of: folder.file("whole.mka", bytes))
    #expect(whole.failure == nil)
    let middle = bytes.count / 2
    let count = bytes.count / 5
    let filling: [UInt8] =
      hole == "removed"
      ? [] : [UInt8](repeating: hole == "zeros" ? 0 : UInt8(ascii: "a"), count: count)
    bytes.replaceSubrange(middle..<(middle + count), with: filling)
    let heard = try result(of: folder.file("hole.mka", bytes))
    guard case .truncatedAudio(_, let place, _)? = heard.failure else {
      Issue.record("\(String(describing: heard.failure))")
      return
    }
    #expect(place == Double(heard.frames) / 48_000)
    // Blocks are shorter than half a second, and the sizes of lossy ones vary.
    #expect((3.5..<5.5).contains(place))
    #expect(heard.samples.elementsEqual(whole.samples.prefix(heard.samples.count)))
    // A window before the hole is not affected.
    let stream = try CombinedDecoder().open(folder.path(of: "hole.mka"))
    var window = [Float](repeating: 0, count: 2 * 48_000)
    #expect(try stream.read(into: &window) == 48_000)
  }

  @Test func `an element that may be anywhere does not end a cluster of unknown length`() throws {
    var bytes = try bytes(
      of: noise(rate: 48_000), "live.mka", ["-c:a", "pcm_s16le", "-live", "1"])
    let plain = try result(of: folder.file("plain.mka", bytes))
    // The size of the first cluster, in up to eight bytes, becomes unknown: all bits are set.
    let size = try #require(bytes.firstRange(of: [0x1F, 0x43, 0xB6, 0x75])).upperBound
    let width = bytes[size].leadingZeroBitCount + 1
    bytes.replaceSubrange(
      size..<(size + width), with: [0xFF >> (width - 1)] + repeatElement(0xFF, count: width - 1))
    // Void, of one byte.
    bytes.insert(contentsOf: [0xEC, 0x81, 0], at: size + width)
    let heard = try result(of: folder.file("void.mka", bytes))
    #expect(heard.failure == nil)
    #expect(heard.samples == plain.samples)
  }

  @Test func `audio that starts late is whole`() throws {
    let source = try folder.file("s.wav", noise(), as: .integer16)
    let path = folder.path(of: "late.mka")
    _ = try FFmpegFiles.run(["-itsoffset", "3", "-i", source, "-c:a", "flac", "-y", path])
    let heard = try result(of: path)
    #expect(heard.frames == 88_200)
    #expect(heard.failure == nil)
  }

  @Test func `damage that a checksum shows is damage`() throws {
    var damaged = try bytes(of: noise(), "sound.tta", [])
    let middle = damaged.count / 2
    damaged.replaceSubrange(middle..<(middle + 2000), with: repeatElement(0, count: 2000))
    let heard = try result(of: folder.file("damaged.tta", damaged))
    #expect(heard.failure?.endsAudio == true)
    #expect(heard.frames < 60_000)
  }

  // MARK: Ogg

  private static let oggCodecs = ["flac", "libspeex"]

  /// Two seconds in Ogg; Speex knows few rates.
  private func ogg(_ codec: String, rate: Int = 16_000, seed: UInt64 = 1) throws -> [UInt8] {
    try bytes(
      of: noise(seed, rate: rate, channels: 1), "sound-\(seed).ogg",
      ["-c:a", codec, "-page_duration", "200000", "-serial_offset", "\(seed)"])
  }

  private func pages(_ bytes: [UInt8]) -> [Range<Int>] {
    var (pages, start) = ([Range<Int>](), 0)
    while start + 27 <= bytes.count {
      let count = Int(bytes[start + 26])
      let lengths = bytes[(start + 27)..<(start + 27 + count)]
      let end = start + 27 + count + lengths.reduce(0) { $0 + Int($1) }
      pages.append(start..<end)
      start = end
    }
    return pages
  }

  /// The page with another granule position and a checksum that fits.
  private func page(_ page: ArraySlice<UInt8>, movedBy frames: Int64) -> [UInt8] {
    var page = Array(page)
    let old = page[6..<14].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard old != 0, old != .max else { return page }
    let new = old &+ UInt64(bitPattern: frames)
    for index in 0..<8 { page[6 + index] = UInt8(truncatingIfNeeded: new >> UInt64(8 * index)) }
    page.replaceSubrange(22..<26, with: [0, 0, 0, 0])
    var sum = OggChecksum()
    sum.add(page)
    for index in 0..<4 {
      page[22 + index] = UInt8(truncatingIfNeeded: sum.value >> UInt32(8 * index))
    }
    return page
  }

  @Test(arguments: oggCodecs)
  func `an Ogg stream without its last page is not whole`(codec: String) throws {
    let whole = try ogg(codec)
    #expect(try result(of: folder.file("whole.ogg", whole)).failure == nil)
    #expect(try result(of: folder.file("whole.ogg", whole)).frames == 32_000)
    let last = try #require(pages(whole).last)
    let path = try folder.file("cut.ogg", Array(whole[..<last.lowerBound]))
    let heard = try result(of: path)
    #expect(heard.frames < 32_000)
    #expect(
      heard.failure
        == .truncatedAudio(path: path, atSeconds: Double(heard.frames) / 16_000, ofSeconds: nil))
  }

  @Test(arguments: oggCodecs)
  func `a page of FLAC or Speex that is cut off announces where it would end`(
    codec: String
  ) throws {
    let path = try folder.file("cut.ogg", Array(ogg(codec).dropLast(10)))
    let heard = try result(of: path)
    #expect(heard.frames < 32_000)
    #expect(
      heard.failure
        == .truncatedAudio(path: path, atSeconds: Double(heard.frames) / 16_000, ofSeconds: 2))
  }

  @Test(arguments: oggCodecs)
  func `an Ogg stream is intact up to its first damaged page`(codec: String) throws {
    var damaged = try ogg(codec)
    let pages = pages(damaged)
    let broken = pages[pages.count / 2]
    damaged[broken.upperBound - 1] ^= 0x10
    let path = try folder.file("damaged.ogg", damaged)
    let heard = try result(of: path)
    #expect(heard.failure?.endsAudio == true)
    // The pages before have 0.2 s each.
    #expect((8_000..<24_000).contains(heard.frames))
    let undamaged = try result(of: folder.file("whole.ogg", ogg(codec)))
    #expect(heard.samples.elementsEqual(undamaged.samples.prefix(heard.samples.count)))
  }

  @Test(arguments: oggCodecs, [true, false])
  func `chained streams that FFmpeg reads are one`(codec: String, isSameNumber: Bool) throws {
    let first = try ogg(codec)
    let second = isSameNumber ? first : try ogg(codec, seed: 2)
    let parts = try [first, second, first].map {
      try result(of: folder.file("part.ogg", $0)).samples
    }
    let path = try folder.file("chain.ogg", first + second + first)
    let heard = try result(of: path)
    #expect(heard.failure == nil)
    #expect(heard.samples == parts[0] + parts[1] + parts[2])

    // From any frame on.
    let stream = try CombinedDecoder().open(path)
    for frame in [70_000, 10, 40_000] {
      try stream.seek(toFrame: frame)
      var block = [Float](repeating: 0, count: 500)
      #expect(try stream.read(into: &block) == 500)
      #expect(block.elementsEqual(heard.samples[frame..<(frame + 500)]))
    }
  }

  @Test(arguments: oggCodecs, [0, 1])
  func `a chain ends at a stream whose head is damaged`(codec: String, before: Int) throws {
    var chain: [UInt8] = []
    for seed in 0...before { chain += try ogg(codec, seed: UInt64(seed + 1)) }
    let place = chain.count + 20
    chain += try ogg(codec, seed: 8) + ogg(codec, seed: 9)
    chain[place] ^= 0x55
    let path = try folder.file("chain.ogg", chain)
    let heard = try result(of: path)
    #expect(heard.frames == 32_000 * (before + 1))
    #expect(
      heard.failure
        == .truncatedAudio(path: path, atSeconds: 2 * Double(before + 1), ofSeconds: nil))
  }

  @Test func `a chain that changes its rate ends there`() throws {
    let path = try folder.file(
      "chain.ogg", ogg("flac") + ogg("flac", rate: 48_000, seed: 2))
    let heard = try result(of: path)
    #expect(heard.frames == 32_000)
    #expect(
      heard.failure
        == .changingFormat(
          path: path, atSeconds: 2, change: .sampleRate(fromHz: 16_000, toHz: 48_000)))
  }

  @Test(arguments: oggCodecs, [-100, 160_000_000])
  func `a stream cut out of a longer one is whole`(codec: String, distance: Int64) throws {
    let whole = try ogg(codec)
    let moved = pages(whole).flatMap { page(whole[$0], movedBy: distance) }
    let heard = try result(of: folder.file("moved.ogg", moved))
    #expect(heard.failure == nil)
    #expect(heard.frames == 32_000)
  }

  @Test(arguments: oggCodecs)
  func `tiny streams without end are not played without end`(codec: String) throws {
    let tiny = try bytes(
      of: noise(rate: 16_000, channels: 1).cut(to: 0..<1600), "tiny.ogg", ["-c:a", codec])
    let chain = [[UInt8]](repeating: tiny, count: 5).flatMap { $0 }
    let path = try folder.file("chain.ogg", chain)
    #expect(try result(of: path).failure == nil)
    var limits = FFmpegLimits()
    limits.tinyStreamCount = 3
    let heard = try Heard(path, with: FFmpegDecoder(programs: .installed(), limits: limits))
    let place = Double(heard.frames) / 16_000
    #expect(heard.frames >= 3 * 1600 && heard.frames < 4 * 1600)
    #expect(heard.failure == .changingFormat(path: path, atSeconds: place, change: .stream))
  }

  @Test func `a chain of more streams than are read says so`() throws {
    // A page that starts a stream and one that does not, 4,200 times; only their headers matter here.
    let pages = [UInt8(2), 0].flatMap { flags in
      Array("OggS".utf8) + [0, flags] + [UInt8](repeating: 0, count: 20) + [1, 1, 0]
    }
    let bytes = [[UInt8]](repeating: pages, count: 4200).flatMap { $0 }
    var reader = BlockReader(try RegularFile(path: folder.file("many.ogg", bytes)))
    let ranges = try OggLinks.following(
      [], &reader, in: Int64(pages.count)..<Int64(bytes.count), .forDecoding)
    #expect(ranges.last?.isEmpty == true)
    #expect(ranges.dropLast().allSatisfy { $0.count == pages.count })
    #expect(ranges.count == 4097)
  }

  @Test(arguments: [("libvorbis", 45), ("libopus", 60_000), ("flac", 60_000), ("libspeex", 45)])
  func `Ogg after something else is read from its start`(codec: String, byteCount: Int) throws {
    let whole = try bytes(
      of: noise(rate: 16_000, channels: 1), "sound.ogg", ["-c:a", codec])
    let plain = try result(of: folder.file("whole.ogg", whole))
    #expect(plain.failure == nil)
    // Also a signature without a page.
    let junk = Array("HTTP/1.0 200 OK\r\nOggS\r\n\r\n".utf8)
    let before = junk + [UInt8](repeating: 0x4F, count: byteCount - junk.count)
    let heard = try result(of: folder.file("after.ogg", before + whole))
    #expect(heard.failure == nil)
    #expect(heard.samples == plain.samples)
    let far = try folder.file("far.ogg", [UInt8](repeating: 0x4F, count: 70_000) + whole)
    #expect(throws: AudioFailure.self) { try result(of: far) }
    // What is in an archive is not the archive.
    let archive = try folder.file(
      "songs.zip", [0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: 35) + whole)
    #expect(
      throws: AudioFailure.unsupportedFormat(path: archive, reason: .otherFile("a ZIP archive"))
    ) { try result(of: archive) }
  }

  @Test(arguments: ["libvorbis", "libopus", "flac", "libspeex"])
  func `a chain whose last head is cut off ends there`(codec: String) throws {
    let whole = try bytes(
      of: noise(rate: 16_000, channels: 1), "sound.ogg", ["-c:a", codec])
    let path = try folder.file("cut.ogg", whole + whole.prefix(150))
    let heard = try result(of: path)
    let place = Double(heard.frames) / Double(heard.format.sampleRateHz)
    #expect(
      heard.failure == .truncatedAudio(path: path, atSeconds: place, ofSeconds: nil))
    #expect(abs(place - 2) < 0.01)
  }

  // MARK: Bare streams

  private static let bareStreams: [(name: String, rate: Int, options: [String])] = [
    ("s.aac", 44_100, []), ("s.ac3", 44_100, ["-b:a", "96k"]), ("s.ac3", 32_000, []),
    ("s.eac3", 48_000, ["-b:a", "192k"]),
  ]

  @Test(arguments: bareStreams)
  func `a last frame that is cut off announces where it would end`(
    name: String, rate: Int, options: [String]
  ) throws {
    let whole = try bytes(of: noise(rate: rate), name, options)
    let format = try #require(FFmpegFormat(firstBytes: whole))
    let complete = try folder.file("whole-\(name)", whole)
    #expect(try RawFrames.cut(of: RegularFile(path: complete), format) == nil)
    #expect(try result(of: complete).failure == nil)
    let path = try folder.file("cut-\(name)", Array(whole.dropLast(1)))
    let heard = try result(of: path)
    guard case .truncatedAudio(_, let place, let length?)? = heard.failure else {
      Issue.record("\(String(describing: heard.failure))")
      return
    }
    // The encoder fills its last frame, and may add one or two.
    #expect((2.0..<2.15).contains(length))
    #expect(length - place < 0.1)
    #expect(heard.failure?.isSlightDamage == true)
  }

  /// FFmpeg silently decodes DTS without its last bytes.
  @Test(arguments: [1, 2, 10, 500], [96_000, 96_256, 96_511, 96_512])
  func `a frame of DTS that is cut off announces where it would end`(
    missing: Int, frames: Int
  ) throws {
    // Frames of 512; blocks of any size end within one, or with one.
    let clip = AudioClip.noise(
      seed: 3, amplitude: 0.5, frames: frames, sampleRateHz: 48_000, channelCount: 2)
    let whole = try bytes(of: clip, "s.dts", ["-c:a", "dca", "-strict", "-2"])
    let format = try #require(FFmpegFormat(firstBytes: whole))
    let complete = try folder.file("whole.dts", whole)
    #expect(try RawFrames.cut(of: RegularFile(path: complete), format) == nil)
    let all = try result(of: complete)
    #expect(all.failure == nil)
    let path = try folder.file("cut.dts", Array(whole.dropLast(missing)))
    let heard = try result(of: path)
    let end = Double(all.frames) / 48_000
    #expect(
      heard.failure
        == .truncatedAudio(path: path, atSeconds: Double(all.frames - 512) / 48_000, ofSeconds: end)
    )
    #expect(heard.failure?.isSlightDamage == true)
    #expect(heard.frames <= all.frames)
  }

  @Test(arguments: ["s.aac", "s.ac3"])
  func `a bare stream with a hole announces nothing`(name: String) throws {
    var damaged = try bytes(of: noise(), name, [])
    let middle = damaged.count / 2
    damaged.replaceSubrange(middle..<(middle + 3000), with: repeatElement(0, count: 3000))
    let path = try folder.file("damaged-\(name)", Array(damaged.dropLast(1)))
    let heard = try result(of: path)
    guard case .truncatedAudio(_, let place, nil)? = heard.failure else {
      Issue.record("\(String(describing: heard.failure))")
      return
    }
    #expect((0.5..<1.2).contains(place))
  }

  // MARK: Words

  @Test func `a recording whose index is incomplete is reported`() throws {
    let whole = try bytes(of: noise(), "whole.m4a", ["-c:a", "aac"])
    let index = try #require(whole.firstRange(of: Array("moov".utf8)))
    let path = try folder.file("cut.m4a", Array(whole[..<(index.upperBound + 200)]))
    #expect(
      throws: AudioFailure.unsupportedFormat(path: path, reason: .noIndex("MP4 or QuickTime"))
    ) { try CombinedDecoder().open(path) }
  }

  @Test(arguments: [
    ("sound.caf", ["-c:a", "alac"], "ALAC in CAF"),
    ("sound.caf", ["-c:a", "libopus"], "Opus in CAF"),
    ("sound.w64", ["-c:a", "ac3"], "AC-3 in Wave64"),
  ])
  func `without FFmpeg, the codec in a container is named`(
    name: String, options: [String], words: String
  ) throws {
    let path = try folder.file(name, bytes(of: noise(rate: 48_000), "made-\(name)", options))
    #expect(throws: AudioFailure.unsupportedFormat(path: path, reason: .needsFFmpeg(words))) {
      try CombinedDecoder(ffmpeg: nil).open(path)
    }
    #expect(try result(of: path).failure == nil)
  }
}
