import AudioFixtures
import MasteringModel
import Testing

@testable import AudioDecoding

@Suite struct ChannelOrderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: [
    ("surround_3ch_front_right_only.ogg", ChannelPosition.frontRight),
    ("surround_5ch_front_right_only.opus", .frontRight),
    ("surround_51_front_right_only.flac", .frontRight),
    ("surround_51_centre_only.ogg", .frontCenter),
  ])
  func `the only channel with audio is in its place`(
    name: String, position: ChannelPosition
  ) throws {
    let heard = try Heard(Repository.oddity(name))
    let format = heard.format
    let sounding = (0..<format.channels).filter { channel in
      stride(from: channel, to: heard.samples.count, by: format.channels)
        .contains { abs(heard.samples[$0]) > 0.05 }
    }
    #expect(sounding.map { format.channelLayout.positions[$0] } == [position])
    #expect(format.channelLayout.positions.prefix(2) == [.frontLeft, .frontRight])
  }

  @Test(arguments: 1...8)
  func `Vorbis has its channels in the usual order after decoding`(channels: Int) throws {
    // Each channel in turn has audio for a tenth of a second.
    let tone = AudioClip.sine(frames: 4410 * channels)
    let silent = [Float](repeating: 0, count: tone.frameCount)
    let clip = AudioClip(
      sampleRateHz: 44_100,
      channels: (0..<channels).map { channel in
        var samples = silent
        let turn = (channel * 4410)..<((channel + 1) * 4410)
        samples.replaceSubrange(turn, with: tone.channels[0][turn])
        return samples
      })
    let heard = try Heard(folder.file("turns.ogg", clip, as: .vorbis))
    let order = (0..<channels).map { turn -> Int in
      let start = (turn * 4410 + 2205) * channels
      return (0..<channels).max { left, right in
        energy(heard.samples, from: start + left, by: channels)
          < energy(heard.samples, from: start + right, by: channels)
      } ?? -1
    }
    // Vorbis I, 4.3.9, specifies the position of the sixth channel.
    let expected = [
      [0], [0, 1], [0, 2, 1], [0, 1, 2, 3], [0, 2, 1, 3, 4], [0, 2, 1, 4, 5, 3],
      [0, 2, 1, 5, 6, 4, 3], [0, 2, 1, 6, 7, 4, 5, 3],
    ]
    #expect(order == expected[channels - 1])
    #expect(heard.format.channelLayout == .usual(channels: channels))
  }

  private func energy(_ samples: [Float], from start: Int, by step: Int) -> Float {
    stride(from: start, to: start + 1000 * step, by: step).reduce(0) {
      $0 + samples[$1] * samples[$1]
    }
  }

  @Test func `Opus is decoded at 48 kHz whatever rate its header names`() throws {
    let odd = try Heard(Repository.oddity("opus_input_rate_0.opus"))
    let plain = try Heard(Repository.oddity("opus_input_rate_plain.opus"))
    #expect(odd.format.sampleRateHz == 48_000)
    #expect(odd.samples == plain.samples)
    #expect(odd.format == plain.format)
  }

  @Test func `layouts have as many positions as channels`() {
    for channels in 0...64 {
      #expect(ChannelLayout.usual(channels: channels).positions.count == channels)
    }
  }

  // MARK: Apple's descriptions of channels

  /// A description by one of Apple's tags, which gives the number of channels in its lower half.
  private func description(tag: Int, channels: Int) -> [UInt8] {
    number(tag << 16 | channels, 4) + number(0, 8)
  }

  private func description(labels: [Int]) -> [UInt8] {
    var bytes = number(0, 8)
    bytes += number(labels.count, 4)
    for label in labels { bytes += number(label, 4) + number(0, 16) }
    return bytes
  }

  private func number(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static let tags: [(tag: Int, positions: [ChannelPosition])] = [
    (114, [.frontCenter, .frontLeft, .frontRight]),
    (119, [.frontLeft, .frontCenter, .frontRight, .backLeft, .backRight]),
    (121, [.frontLeft, .frontRight, .frontCenter, .lowFrequency, .backLeft, .backRight]),
    (123, [.frontLeft, .frontCenter, .frontRight, .backLeft, .backRight, .lowFrequency]),
    (
      128,
      [
        .frontLeft, .frontRight, .frontCenter, .lowFrequency, .sideLeft, .sideRight, .backLeft,
        .backRight,
      ]
    ),
  ]

  @Test(arguments: tags)
  func `a tag of Apple's names the channels in their order`(
    tag: Int, positions: [ChannelPosition]
  ) {
    let bytes = description(tag: tag, channels: positions.count)
    let layout = AppleChannelLayout.layout(bytes, channels: positions.count)
    #expect(layout == ChannelLayout(positions))
    #expect(AppleChannelLayout.layout(bytes, channels: positions.count + 1) == nil)
  }

  @Test func `every tag names as many channels as it counts, front left and right once each`() {
    var count = 0
    for tag in 100...200 {
      for channels in 3...16 {
        let bytes = description(tag: tag, channels: channels)
        guard let layout = AppleChannelLayout.layout(bytes, channels: channels) else { continue }
        count += 1
        #expect(layout.positions.count == channels)
        #expect(layout.positions.filter { $0 == .frontLeft }.count == 1, "\(tag)")
        #expect(layout.positions.filter { $0 == .frontRight }.count == 1, "\(tag)")
      }
    }
    #expect(count == 81)
  }

  @Test func `labels and a bitmap of Apple's name the channels`() {
    let centreFirst = description(labels: [3, 1, 2])
    #expect(
      AppleChannelLayout.layout(centreFirst, channels: 3)
        == ChannelLayout([.frontCenter, .frontLeft, .frontRight]))
    let bitmap: [UInt8] = [0, 1, 0, 0, 0, 0, 0, 0b1011, 0, 0, 0, 0]
    #expect(
      AppleChannelLayout.layout(bitmap, channels: 3)
        == ChannelLayout([.frontLeft, .frontRight, .lowFrequency]))
  }

  @Test(arguments: [[1, 1, 2], [400, 400, 400], [1, 2], [1, 2, 3, 4]])
  func `labels that are no layout of the file's channels say nothing`(labels: [Int]) {
    #expect(AppleChannelLayout.layout(description(labels: labels), channels: 3) == nil)
  }

  @Test func `a description that is cut off or counts too many says nothing`() {
    let whole = description(labels: [3, 1, 2])
    #expect(AppleChannelLayout.layout(Array(whole.prefix(40)), channels: 3) == nil)
    #expect(AppleChannelLayout.layout([], channels: 3) == nil)
    let many: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255]
    #expect(AppleChannelLayout.layout(many, channels: 3) == nil)
  }

  /// A second of three channels of 16 bits, of which only one has audio.
  private func samples(soundingIn channel: Int) -> [UInt8] {
    (0..<8000).flatMap { frame -> [UInt8] in
      let value = frame / 8 % 2 == 0 ? 8192 : -8192
      return (0..<3).flatMap { number($0 == channel ? value : 0, 2) }
    }
  }

  private func chunk(_ name: String, _ body: [UInt8], lengthBytes: Int) -> [UInt8] {
    Array(name.utf8) + number(body.count, lengthBytes) + body
  }

  private func caf(_ description: [UInt8], _ samples: [UInt8], isBehind: Bool) -> [UInt8] {
    var format = number(Int(8000.0.bitPattern), 8)
    format += Array("lpcm".utf8)
    for field in [0, 6, 1, 3, 16] { format += number(field, 4) }
    let place = chunk("chan", description, lengthBytes: 8)
    var bytes = Array("caff".utf8)
    bytes += [0, 1, 0, 0]
    bytes += chunk("desc", format, lengthBytes: 8)
    if !isBehind { bytes += place }
    bytes += chunk("data", number(0, 4) + samples, lengthBytes: 8)
    if isBehind { bytes += place }
    return bytes
  }

  private func aiff(_ description: [UInt8], _ samples: [UInt8], isBehind: Bool) -> [UInt8] {
    // 8000 Hz in 80 bits.
    let rate: [UInt8] = [0x40, 0x0B, 0xFA, 0, 0, 0, 0, 0, 0, 0]
    var common = number(3, 2)
    common += number(samples.count / 6, 4)
    common += number(16, 2)
    common += rate
    let place = chunk("CHAN", description, lengthBytes: 4)
    var body = Array("AIFF".utf8)
    body += chunk("COMM", common, lengthBytes: 4)
    if !isBehind { body += place }
    body += chunk("SSND", number(0, 8) + samples, lengthBytes: 4)
    if isBehind { body += place }
    return chunk("FORM", body, lengthBytes: 4)
  }

  @Test(arguments: ["caf", "aiff"], [false, true])
  func `channels are in the order that their description gives`(
    kind: String, isBehind: Bool
  ) throws {
    let orders: [([UInt8], ChannelPosition)] = [
      (description(labels: [3, 1, 2]), .frontRight), (description(labels: [2, 3, 1]), .frontLeft),
      (description(tag: 114, channels: 3), .frontRight),
      (description(tag: 150, channels: 3), .frontRight),
      (description(tag: 113, channels: 3), .frontCenter),
      // Of two channels in a file of three, and of no known layout.
      (description(tag: 101, channels: 2), .frontCenter),
      (description(labels: [400, 400, 400]), .frontCenter),
    ]
    for (description, position) in orders {
      let samples = samples(soundingIn: 2)
      let bytes =
        kind == "caf"
        ? caf(description, samples, isBehind: isBehind)
        : aiff(description, samples, isBehind: isBehind)
      let heard = try Heard(folder.file("turns.\(kind)", bytes))
      #expect(heard.failure == nil)
      #expect(heard.frames == 8000)
      #expect(soundingPositions(heard) == [position])
      #expect(heard.format.channelLayout.positions.prefix(2) == [.frontLeft, .frontRight])
    }
  }

  /// The positions of the channels with audio.
  private func soundingPositions(_ heard: Heard) -> [ChannelPosition] {
    let channels = heard.format.channels
    return (0..<channels).filter { channel in
      stride(from: channel, to: heard.samples.count, by: channels)
        .contains { abs(heard.samples[$0]) > 0.05 }
    }.map { heard.format.channelLayout.positions[$0] }
  }

  /// Six channels with audio in one of them.
  private func surround(soundingIn channel: Int) -> AudioClip {
    let tone = AudioClip.sine(frames: 20_000)
    let silent = [Float](repeating: 0, count: tone.frameCount)
    return AudioClip(
      sampleRateHz: 44_100, channels: (0..<6).map { $0 == channel ? tone.channels[0] : silent })
  }

  @Test(
    .enabled(
      if: FFmpegPrograms.installed() != nil, "FFmpeg is not installed; Scripts/test installs it"),
    arguments: [
      ("s.caf", ["-c:a", "alac"]), ("s.m4a", ["-c:a", "alac"]), ("s.mka", ["-c:a", "alac"]),
      ("s.m4a", ["-c:a", "aac"]), ("s.ac3", []), ("s.dts", ["-c:a", "dca", "-strict", "-2"]),
      ("s.wv", []), ("s.tta", []), ("s.mka", ["-c:a", "libopus", "-ar", "48000"]),
      ("s.mka", ["-c:a", "libvorbis"]), ("s.oga", ["-c:a", "flac"]), ("s.caf", []),
      ("s.aiff", []), ("s.mov", ["-c:a", "pcm_s16le"]),
    ])
  func `front left, front right and centre are in their places in surround`(
    name: String, options: [String]
  ) throws {
    // Each of the three in turn has audio for half a second, and codecs delay it by less.
    let turns = (0..<3).map { surround(soundingIn: $0) }
    let clip = turns[0].followed(by: turns[1]).followed(by: turns[2])
    let path = try FFmpegFiles(folder: folder).encode(clip, name, options)
    let heard = try Heard(path, with: CombinedDecoder())
    #expect(heard.format.channels == 6)
    let rate = heard.format.sampleRateHz
    let positions = (0..<3).map { turn -> ChannelPosition in
      let start = (turn * 20_000 + 10_000) * rate / 44_100 * 6
      let loudest = (0..<6).max { left, right in
        energy(heard.samples, from: start + left, by: 6)
          < energy(heard.samples, from: start + right, by: 6)
      }
      return heard.format.channelLayout.positions[loudest ?? 5]
    }
    #expect(positions == [.frontLeft, .frontRight, .frontCenter])
  }

  @Test(
    .enabled(
      if: FFmpegPrograms.installed() != nil, "FFmpeg is not installed; Scripts/test installs it"))
  func `a QuickTime file's own order of channels holds`() throws {
    // The third stored channel of six: in Apple's order L C R Ls Rs LFE, that is the right one.
    let path = try FFmpegFiles(folder: folder).encode(
      surround(soundingIn: 2), "film.mov", ["-c:a", "pcm_s16le"])
    var bytes = try folder.bytes(ofFileAt: path)
    let box = try #require(bytes.firstRange(of: Array("chan".utf8)))
    bytes.replaceSubrange(
      (box.upperBound + 4)..<(box.upperBound + 12), with: number(123 << 16 | 6, 4) + number(0, 4))
    let heard = try Heard(folder.file("order.mov", bytes), with: CombinedDecoder())
    #expect(heard.frames == 20_000)
    #expect(soundingPositions(heard) == [.frontRight])
  }

  @Test(
    .enabled(
      if: FFmpegPrograms.installed() != nil, "FFmpeg is not installed; Scripts/test installs it"))
  func `a QuickTime file whose audio is in another file is reported as such`() throws {
    let path = try FFmpegFiles(folder: folder).encode(
      .sine(frames: 20_000), "own.mov", ["-c:a", "pcm_s16le"])
    let bytes = try folder.bytes(ofFileAt: path)
    let other = try folder.file(
      "reference.mov", MP4Bytes.referring(to: "file:///etc/passwd", in: bytes))
    #expect(
      throws: AudioFailure.unsupportedFormat(
        path: other, reason: .audioElsewhere("MP4 or QuickTime"))
    ) { try CombinedDecoder().open(other) }
    // A reference without a name is one to the file itself.
    let own = try folder.file("unnamed.mov", MP4Bytes.unmarkingReference(in: bytes))
    let heard = try Heard(own, with: CombinedDecoder())
    #expect(heard.failure == nil)
    #expect(heard.frames == 20_000)
    let empty = try folder.file("empty.mov", MP4Bytes.referring(to: "", in: bytes))
    #expect(try Heard(empty, with: CombinedDecoder()).frames == 20_000)
  }
}
