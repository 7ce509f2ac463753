import AudioFixtures
import Foundation
import MasteringModel
import ProviderTesting
import Testing

@testable import AudioDecoding

/// What FFmpeg's programs decode. `Scripts/test` installs them; without them, these tests are
/// skipped.
@Suite(
  .serialized,
  .enabled(
    if: FFmpegPrograms.installed() != nil, "FFmpeg is not installed; Scripts/test installs it"))
struct FFmpegTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private var decoder: FFmpegDecoder { FFmpegDecoder(programs: .installed()) }

  private func encode(_ clip: AudioClip, _ name: String, _ options: String...) throws -> String {
    try FFmpegFiles(folder: folder).encode(clip, name, options)
  }

  private func reference(_ path: String) throws -> [Float] { try FFmpegFiles.reference(path) }

  private func run(_ arguments: [String]) throws -> [UInt8] { try FFmpegFiles.run(arguments) }

  private func heard(_ path: String, from frame: Int = 0) throws -> (AudioFormat, [Float]) {
    let stream = try decoder.open(path)
    if frame > 0 { try stream.seek(toFrame: frame) }
    var samples: [Float] = []
    var block = [Float](repeating: 0, count: 4096 * stream.format.channels)
    while true {
      let frames = try stream.read(into: &block)
      if frames == 0 { return (stream.format, samples) }
      samples += block[..<(frames * stream.format.channels)]
    }
  }

  @Test(arguments: [
    ("sound.m4a", "alac"), ("sound.wv", "wavpack"), ("sound.tta", "tta"), ("sound.oga", "flac"),
    ("sound.mka", "flac"), ("sound.caf", "alac"),
  ])
  func `a lossless file returns the samples that were written`(name: String, codec: String) throws {
    let clip = AudioClip.noise(amplitude: 0.5, frames: 100_000, channelCount: 2)
      .quantized(toBits: 16)
    let (format, samples) = try heard(encode(clip, name, "-c:a", codec))
    #expect(samples == clip.interleaved)
    #expect(format.sampleRateHz == 44_100)
    #expect(format.encoding == .integer)
  }

  @Test(arguments: [
    ("sound.m4a", "aac"), ("sound.aac", "aac"), ("sound.wma", "wmav2"), ("sound.mka", "libvorbis"),
    ("sound.webm", "libopus"), ("sound.ac3", "ac3"),
  ])
  func `a lossy file gives what the program itself decodes`(name: String, codec: String) throws {
    let clip = AudioClip.sine(frames: 100_000, channelCount: 2).quantized(toBits: 16)
    let path = try encode(clip, name, "-c:a", codec)
    let (format, samples) = try heard(path)
    let expected = try reference(path)
    #expect(samples.count <= expected.count)
    #expect(samples.elementsEqual(expected.prefix(samples.count)))
    #expect(
      format.declaredFrames.map { samples.count == $0 * 2 } ?? (samples.count == expected.count))
    #expect(samples.count >= 90_000 * 2)
  }

  @Test func `the padding that an AAC encoder adds before and after the audio is removed`() throws {
    // A whole number of milliseconds, the unit in which the program stores lengths.
    let clip = AudioClip.sine(frames: 88_200, channelCount: 2).quantized(toBits: 16)
    let (format, samples) = try heard(encode(clip, "gapless.m4a", "-c:a", "aac"))
    #expect(format.declaredFrames == 88_200)
    #expect(samples.count == 2 * 88_200)
    let (_, plain) = try heard(Repository.oddity("aac.m4a"))
    #expect(plain.count == 66_150 * 2)
  }

  /// Two programs in place of FFmpeg's, both of which run a script.
  private func programs(doing script: String) throws -> FFmpegPrograms {
    let path = try folder.file("program", text: "#!/bin/sh\n\(script)\n")
    #expect(chmod(path, 0o755) == 0)
    return FFmpegPrograms(ffmpeg: path, ffprobe: path)
  }

  @Test(arguments: [
    "exec sleep 1000", "exec >&-; exec sleep 1000", "while :; do echo damaged >&2; done",
  ])
  func `a program that gives no output for too long is killed, whatever else it does`(
    _ script: String
  ) throws {
    var limits = FFmpegLimits()
    limits.silenceMilliseconds = 300
    let decoder = FFmpegDecoder(programs: try programs(doing: script), limits: limits)
    let path = Repository.oddity("aac.m4a")
    let start = ContinuousClock.now
    #expect(throws: AudioFailure.self) { try decoder.open(path) }
    // Far less than the program would take, and more than a busy machine needs.
    #expect(ContinuousClock.now - start < .seconds(100))
  }

  @Test(arguments: [("seek.m4a", "alac"), ("seek.tta", "tta"), ("seek.wv", "wavpack")])
  func `seeking gives the same samples as reading on`(name: String, codec: String) throws {
    let clip = AudioClip.noise(amplitude: 0.5, frames: 400_000, channelCount: 2)
      .quantized(toBits: 16)
    let path = try encode(clip, name, "-c:a", codec)
    let (format, whole) = try heard(path)
    #expect(format.seeksExactly)
    let stream = try decoder.open(path)
    var block = [Float](repeating: 0, count: 2000)
    for frame in [0, 300_001, 12_345, 13_345, 399_500, 132_300] {
      try stream.seek(toFrame: frame)
      let count = try stream.read(into: &block)
      #expect(count == min(1000, whole.count / 2 - frame))
      #expect(block.prefix(2 * count).elementsEqual(whole[(2 * frame)...].prefix(2 * count)))
    }
  }

  @Test func `AAC does not promise exact seeks and reaches them by reading on`() throws {
    let clip = AudioClip.noise(amplitude: 0.5, frames: 100_000, channelCount: 2)
      .quantized(toBits: 16)
    let path = try encode(clip, "noise.m4a", "-c:a", "aac")
    let (format, whole) = try heard(path)
    #expect(!format.seeksExactly)
    let (_, rest) = try heard(path, from: 60_000)
    #expect(rest.elementsEqual(whole.dropFirst(120_000)))
  }

  @Test func `only front left and front right come first`() throws {
    let silent = AudioClip.silence(frames: 50_000).channels[0]
    let tone = AudioClip.sine(frames: 50_000).channels[0]
    let clip = AudioClip(
      sampleRateHz: 44_100, channels: [silent, tone, silent, silent, silent, silent])
    let (format, samples) = try heard(encode(clip, "surround.m4a", "-c:a", "aac"))
    #expect(format.channelLayout.positions.prefix(3) == [.frontLeft, .frontRight, .frontCenter])
    let sounding = (0..<6).filter { channel in
      stride(from: channel, to: samples.count, by: 6).contains { abs(samples[$0]) > 0.2 }
    }
    #expect(sounding == [1])
  }

  @Test func `gains in tags are not applied`() throws {
    let clip = AudioClip.noise(amplitude: 0.5, frames: 50_000).quantized(toBits: 16)
    let path = try encode(
      clip, "gain.mka", "-c:a", "flac", "-metadata:s:a", "REPLAYGAIN_TRACK_GAIN=-12.00 dB")
    let (_, samples) = try heard(path)
    #expect(samples == clip.interleaved)
  }

  @Test(arguments: [0.3, 0.9])
  func `a truncated file returns what it has and reports the end`(part: Double) throws {
    let clip = AudioClip.sine(frames: 264_600, channelCount: 2).quantized(toBits: 16)
    let path = try encode(clip, "whole.m4a", "-c:a", "aac", "-movflags", "+faststart")
    let bytes = try folder.bytes(ofFileAt: path)
    let cut = try folder.file("cut.m4a", Array(bytes.prefix(Int(Double(bytes.count) * part))))
    let stream = try decoder.open(cut)
    var frames = 0
    var block = [Float](repeating: 0, count: 8192)
    let failure = #expect(throws: AudioFailure.self) {
      while true {
        let count = try stream.read(into: &block)
        if count == 0 { break }
        frames += count
      }
    }
    #expect(
      failure
        == .truncatedAudio(
          path: cut, atSeconds: Double(frames) / 44_100, ofSeconds: 6))
    #expect(abs(Double(frames) / 264_600 - part) < 0.15)
  }

  // MARK: Playlists and other references

  @Test(arguments: [
    ("ffconcat version 1.0\nfile 'secret.wav'\n", "an ffconcat list"),
    ("#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:9,\nsecret.wav\n", "an HLS playlist"),
    ("#EXTM3U\nsecret.wav\n", "an M3U playlist"),
    ("[playlist]\nFile1=secret.wav\n", "a PLS playlist"),
    ("<?xml version=\"1.0\"?><MPD><BaseURL>secret.wav</BaseURL></MPD>", "a DASH manifest"),
  ])
  func `a list of other files is refused under any name`(text: String, kind: String) throws {
    try folder.file("secret.wav", AudioClip.sine(), as: .integer16)
    for ending in ["m4a", "mka", "wma", "ape", "aac", "mp3"] {
      let path = try folder.file("list.\(ending)", text: text)
      #expect(
        throws: AudioFailure.unsupportedFormat(path: path, reason: .playlist(kind))
      ) { try CombinedDecoder().open(path) }
    }
  }

  @Test(arguments: [["-c:v", "mpeg4"], ["-c:v", "png", "-disposition:v", "attached_pic"]])
  func `a video or a cover beside the audio is skipped`(options: [String]) throws {
    let source = try folder.file("s.wav", AudioClip.sine(frames: 44_100), as: .integer16)
    let path = folder.path(of: "film.mp4")
    _ = try run(
      ["-i", source, "-f", "lavfi", "-i", "color=d=0.2:s=64x64", "-map", "1", "-map", "0"]
        + ["-c:a", "alac"] + options + ["-y", path])
    #expect(try heard(path).1.count == 44_100)
  }

  @Test func `a video without audio is reported`() throws {
    let path = folder.path(of: "film.mp4")
    _ = try run(["-f", "lavfi", "-i", "color=d=1:s=64x64", "-c:v", "mpeg4", "-y", path])
    #expect(
      throws: AudioFailure.unsupportedFormat(path: path, reason: .noSound("MP4 or QuickTime"))
    ) { try decoder.open(path) }
  }

  @Test func `a recording whose index was cut off is reported`() throws {
    let clip = AudioClip.noise(amplitude: 0.5, frames: 44_100, channelCount: 2)
    let path = try encode(clip, "whole.m4a", "-c:a", "aac")
    let bytes = try folder.bytes(ofFileAt: path)
    let index = try #require(bytes.indices.first { bytes[$0...].starts(with: "moov".utf8) })
    for (name, end) in [
      ("half.m4a", bytes.count / 2), ("short.m4a", 40), ("before.m4a", index - 4),
    ] {
      let cut = try folder.file(name, Array(bytes[..<end]))
      #expect(
        throws: AudioFailure.unsupportedFormat(path: cut, reason: .noIndex("MP4 or QuickTime"))
      ) { try decoder.open(cut) }
    }
    // With an index, damage is damage.
    let broken = try folder.file("broken.m4a", Array(bytes[..<(index + 4)]))
    #expect(throws: AudioFailure.self) { try decoder.open(broken) }
  }

  /// In its own process: other tests start programs at the same time.
  @Test func `no child process remains when a stream is released, read or not`() async {
    await #expect(processExitsWith: .success) {
      let tests = try FFmpegTests()
      let clip = AudioClip.noise(amplitude: 0.5, frames: 400_000, channelCount: 2)
      let path = try tests.encode(clip, "long.wv", "-c:a", "wavpack")
      for blocks in [0, 1, 1000] {
        let stream = try tests.decoder.open(path)
        var block = [Float](repeating: 0, count: 8192)
        for _ in 0..<blocks where try stream.read(into: &block) == 0 { break }
        if blocks == 1 { try #require(Children.numbers().count == 1) }
      }
      try #require(Children.numbers() == [])
    }
  }

  #if os(Linux)
    /// In its own process, because peak memory is known only per process.
    @Test func `two hours take no more memory than a minute`() async {
      await #expect(processExitsWith: .success) {
        let tests = try FFmpegTests()
        let minute = try tests.encode(
          .sine(frames: 60 * 44_100, channelCount: 2), "minute.mka", "-c:a", "flac")
        let path = tests.folder.path(of: "hours.mka")
        _ = try tests.run(["-stream_loop", "119", "-i", minute, "-c", "copy", path])
        let stream = try tests.decoder.open(path)
        var block = [Float](repeating: 0, count: 65_536)
        var (frames, early) = (0, 0)
        while true {
          let count = try stream.read(into: &block)
          if count == 0 { break }
          frames += count
          if early == 0, frames > 60 * 44_100 { early = try FFmpegTests.peakKiB() }
        }
        try #require(frames == 7200 * 44_100)
        try #require(early > 1000)
        try #require(try FFmpegTests.peakKiB() - early < 1024)
      }
    }

    /// The peak memory of this process.
    private static func peakKiB() throws -> Int {
      let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
      let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
      return try #require(Int(line.filter(\.isNumber)))
    }
  #endif

  @Test func `the decoder keeps the promises of its protocol`() async throws {
    let clip = AudioClip.noise(amplitude: 0.5, frames: 60_000, channelCount: 2)
    let contract = AudioDecoderContract(
      audio: try encode(clip, "contract.m4a", "-c:a", "alac"),
      text: try folder.file("notes.m4a", text: "Not a note."), folder: try folder.folder("folder"),
      missing: folder.path(of: "nothing.m4a"), pipe: try folder.pipe("pipe.m4a"),
      change: { path in
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data([0]))
        try handle.close()
      }
    ) { FFmpegDecoder(programs: .installed()) }
    #expect(await contract.check() == [])
  }
}

/// The second decoder on a machine without FFmpeg.
@Suite struct WithoutFFmpegTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func `without FFmpeg, the failure names the format and what is missing`() {
    let path = Repository.oddity("aac.m4a")
    #expect(
      throws: AudioFailure.unsupportedFormat(path: path, reason: .needsFFmpeg("AAC or ALAC in MP4"))
    ) { try CombinedDecoder(ffmpeg: nil).open(path) }
    let wav = Repository.oddity("aac_in.wav")
    for programs in [nil, FFmpegPrograms.installed()] {
      #expect(throws: AudioFailure.unsupportedFormat(path: wav, reason: .codec("AAC"))) {
        try CombinedDecoder(ffmpeg: programs).open(wav)
      }
    }
  }

  @Test func `without FFmpeg, nothing else changes`() throws {
    let path = try folder.file("tone.wav", AudioClip.sine(frames: 500), as: .integer16)
    #expect(try CombinedDecoder(ffmpeg: nil).open(path).format.declaredFrames == 500)
    let text = try folder.file("text.wav", text: "Not a note.")
    #expect(throws: AudioFailure.self) { try CombinedDecoder(ffmpeg: nil).open(text) }
  }

  @Test func `programs are looked for in absolute folders only`() throws {
    #expect(FFmpegPrograms.found(inSearchPath: "") == nil)
    #expect(FFmpegPrograms.found(inSearchPath: ".:bin:\(folder.path)") == nil)
  }
}
