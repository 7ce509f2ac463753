import AudioFixtures
import Foundation
import MasteringModel
import Testing

@testable import AudioDecoding

/// Every family of files that FFmpeg's programs decode, compared with the program itself. The
/// samples must be identical to the last bit, and so must everything computed from them.
@Suite(
  .serialized,
  .enabled(
    if: FFmpegPrograms.installed() != nil, "FFmpeg is not installed; Scripts/test installs it"))
struct FFmpegFamilyTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// A family: how its file is made, and its length.
  struct Family: CustomTestStringConvertible {
    let name: String
    let options: [String]
    /// How far its length may differ from the audio's, in frames, if the format does not state it.
    var slack = 0
    /// Whether the file restores every sample.
    var isLossless = false
    var rate = 48_000

    var testDescription: String { "\(name) \(options.joined(separator: " "))" }
  }

  private static let families = [
    Family(name: "a.m4a", options: ["-c:a", "alac"], isLossless: true),
    Family(name: "a.mov", options: ["-c:a", "alac"], isLossless: true),
    Family(name: "a.caf", options: ["-c:a", "alac"], isLossless: true),
    Family(name: "a.wv", options: ["-c:a", "wavpack"], isLossless: true),
    Family(name: "a.tta", options: ["-c:a", "tta"], isLossless: true),
    Family(name: "a.oga", options: ["-c:a", "flac"], isLossless: true),
    Family(name: "a.mka", options: ["-c:a", "flac"], isLossless: true),
    Family(name: "a.mp4", options: ["-c:a", "flac", "-strict", "-2"], isLossless: true),
    Family(name: "a.mka", options: ["-c:a", "wavpack"], isLossless: true),
    Family(name: "a.mka", options: ["-c:a", "alac"], isLossless: true),
    Family(name: "a.mka", options: ["-c:a", "tta"], isLossless: true),
    Family(name: "a.mka", options: ["-c:a", "pcm_s16le"], isLossless: true),
    Family(
      name: "a.mka", options: ["-c:a", "truehd", "-strict", "-2", "-sample_fmt", "s16"],
      isLossless: true),
    Family(name: "a.mov", options: ["-c:a", "pcm_s16be"], isLossless: true),
    Family(name: "a.m4a", options: ["-c:a", "aac"]),
    Family(name: "a.3gp", options: ["-c:a", "aac"]),
    Family(name: "a.mp4", options: ["-c:a", "libopus", "-strict", "-2"]),
    Family(name: "a.webm", options: ["-c:a", "libopus"]),
    Family(name: "a.mka", options: ["-c:a", "libvorbis"], slack: 2048),
    Family(name: "a.mp4", options: ["-c:a", "libmp3lame"], slack: 2304),
    Family(name: "a.mka", options: ["-c:a", "libmp3lame"], slack: 2304),
    Family(name: "a.asf", options: ["-c:a", "libmp3lame"], slack: 4608),
    Family(name: "a.mp4", options: ["-c:a", "ac3"], slack: 1536),
    Family(name: "a.ac3", options: ["-c:a", "ac3"], slack: 1536),
    Family(name: "a.eac3", options: ["-c:a", "eac3"], slack: 1536),
    Family(name: "a.dts", options: ["-c:a", "dca", "-strict", "-2"], slack: 1536),
    Family(name: "a.aac", options: ["-c:a", "aac"], slack: 4096),
    Family(name: "a.mka", options: ["-c:a", "aac"], slack: 4096),
    Family(name: "a.wma", options: ["-c:a", "wmav1"], slack: 4096),
    Family(name: "a.wma", options: ["-c:a", "wmav2"], slack: 4096),
    Family(name: "a.spx", options: ["-c:a", "libspeex", "-ac", "1"], slack: 640, rate: 16_000),
    Family(name: "a.wav", options: ["-c:a", "adpcm_yamaha"], slack: 1024),
    Family(name: "a.wav", options: ["-c:a", "ac3"], slack: 1536),
    Family(name: "a.wav", options: ["-c:a", "flac"], isLossless: true),
    Family(name: "a.wav", options: ["-c:a", "g722", "-ac", "1"], slack: 320, rate: 16_000),
    Family(name: "a.caf", options: ["-c:a", "adpcm_ima_qt"], slack: 64),
  ]

  private func heard(_ path: String) throws -> (AudioFormat, [Float]) {
    let stream = try CombinedDecoder().open(path)
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 4096 * stream.format.channels)
    while true {
      let frames = try stream.read(into: &block)
      if frames == 0 { return (stream.format, samples) }
      samples += block[..<(frames * stream.format.channels)]
    }
  }

  @Test(arguments: families)
  func `each family returns what the program itself decodes`(_ family: Family) throws {
    let clip = AudioClip.noise(
      amplitude: 0.3, frames: family.rate, sampleRateHz: family.rate, channelCount: 2
    ).quantized(toBits: 16)
    let path = try FFmpegFiles(folder: folder).encode(clip, family.name, family.options)
    let (format, samples) = try heard(path)
    #expect(format.sampleRateHz == family.rate)
    let expected = try FFmpegFiles.reference(path)
    #expect(samples.count <= expected.count)
    #expect(samples.elementsEqual(expected.prefix(samples.count)))
    let frames = samples.count / format.channels
    #expect(abs(frames - family.rate) <= family.slack)
    if family.isLossless { #expect(samples == clip.interleaved) }
    if let declared = format.declaredFrames { #expect(declared == frames) }
  }

  @Test func `one-bit audio returns what the program itself decodes`() throws {
    let files = [
      try folder.file("a.dsf", DSDBytes.dsf(blocks: 20)),
      try folder.file("a.dff", DSDBytes.dsdiff(bytesAChannel: 20 * 4096)),
    ]
    for path in files {
      let (format, samples) = try heard(path)
      // Eight bits make a frame.
      #expect(format.sampleRateHz == 352_800)
      #expect(samples.count == 2 * 20 * 4096)
      #expect(samples == (try FFmpegFiles.reference(path)))
      // Three ones in four bits are half of full scale; as many ones as zeros are silence.
      #expect(abs(samples[100_000] - 0.5) < 0.01)
      #expect(abs(samples[100_001]) < 0.01)
    }
  }

  @Test func `a codec that is not read is named`() throws {
    var bytes = try folder.bytes(
      ofFileAt: folder.file("plain.wav", .sine(frames: 48_000), as: .integer16))
    // The codec number in the header, replaced by an unassigned one.
    bytes.replaceSubrange(20..<22, with: [0x99, 0x99])
    let odd = try folder.file("odd.wav", bytes)
    let failure = #expect(throws: AudioFailure.self) { _ = try heard(odd) }
    guard case .unsupportedFormat(_, .codec) = failure else {
      Issue.record("\(String(describing: failure))")
      return
    }
  }

  // MARK: Encoder padding

  /// A tone that lossy codecs preserve well enough to show where it begins.
  private static let tone = AudioClip.sine(
    amplitude: 0.5, frames: 96_000, sampleRateHz: 48_000, channelCount: 2
  ).quantized(toBits: 16)

  private func farthest(_ samples: [Float], from clip: AudioClip) -> Float {
    zip(samples, clip.interleaved).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(arguments: [
    ("a.m4a", ["-c:a", "aac", "-b:a", "256k"]), ("a.mp4", ["-c:a", "libopus", "-strict", "-2"]),
    ("a.webm", ["-c:a", "libopus"]), ("a.mka", ["-c:a", "libopus"]),
    ("a.opus", ["-c:a", "libopus"]),
  ])
  func `the audio begins and ends where it did`(name: String, options: [String]) throws {
    let path = try FFmpegFiles(folder: folder).encode(Self.tone, name, options)
    let (format, samples) = try heard(path)
    #expect(samples.count == Self.tone.interleaved.count)
    if let declared = format.declaredFrames { #expect(declared == 96_000) }
    // An offset of one sample would give an error of 0.03; the ends are less accurate.
    #expect(farthest(Array(samples[20_000..<170_000]), from: shifted(20_000..<170_000)) < 0.02)
  }

  private func shifted(_ range: Range<Int>) -> AudioClip {
    let frames = (range.lowerBound / 2)..<(range.upperBound / 2)
    return AudioClip(sampleRateHz: 48_000, channels: Self.tone.channels.map { Array($0[frames]) })
  }

  @Test func `iTunes' comment marks the end of the audio like an edit list`() throws {
    let files = FFmpegFiles(folder: folder)
    let options = ["-c:a", "aac", "-b:a", "256k", "-metadata", "title=A"]
    let edited = try heard(files.encode(Self.tone, "edited.m4a", options))
    let plain = try files.encode(Self.tone, "plain.m4a", options + ["-use_editlist", "0"])
    #expect(try heard(plain).1.count > Self.tone.interleaved.count)
    // 1,024 frames of padding before the audio, 256 after it, and 96,000 of audio.
    let comment = " 00000000 00000400 00000100 0000000000017700 00000000 00000000"
    let commented = try folder.file(
      "commented.m4a",
      MP4Bytes.inserting(iTunSMPB: comment, in: folder.bytes(ofFileAt: plain)))
    let (format, samples) = try heard(commented)
    #expect(format.declaredFrames == 96_000)
    #expect(samples.count == 2 * 96_000)
    #expect(samples == edited.1)
  }
}
