import AudioDecoding
import AudioFixtures
import MasteringModel
import Testing

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
}
