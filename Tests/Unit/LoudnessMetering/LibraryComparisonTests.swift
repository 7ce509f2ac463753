import AudioFixtures
import CEbur128
import Foundation
import LoudnessMetering
import MasteringModel
import Testing

/// The same from libebur128, of which nothing is used here.
@Suite struct LibraryComparisonTests {
  /// Noise that comes and goes, in two channels.
  private static let clip = Signal(
    channels: [
      [.noise(seed: 1, amplitude: 0.2), .sine(hz: 220, amplitude: 0.3)],
      [.noise(seed: 2, amplitude: 0.1), .sine(hz: 1760, amplitude: 0.2)],
    ], samples: 12 * 48_000
  ).clip(sampleRateHz: 48_000)

  private static var interleaved: [Float] {
    let frames = clip.channels[0].count
    return (0..<frames).flatMap { frame in
      let level = Float(1 + frame * 7 / frames) / 8
      return clip.channels.map { $0[frame] * level * level }
    }
  }

  @Test func `loudness, range and peaks agree with the library`() throws {
    let samples = Self.interleaved
    let frames = samples.count / 2
    let mode = EBUR128_MODE_I.rawValue | EBUR128_MODE_LRA.rawValue | EBUR128_MODE_TRUE_PEAK.rawValue
    var state = ebur128_init(2, 48_000, Int32(mode))
    defer { ebur128_destroy(&state) }
    #expect(ebur128_add_frames_float(state, samples, frames) == 0)
    var (integrated, range, peak) = (0.0, 0.0, 0.0)
    #expect(ebur128_loudness_global(state, &integrated) == 0)
    #expect(ebur128_loudness_range(state, &range) == 0)
    #expect(ebur128_true_peak(state, 1, &peak) == 0)

    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(sampleRateHz: 48_000, roles: [.front, .front]), LoudnessWishes())
    try measurement.append(samples, frames: frames)
    let measured = try measurement.finished()
    // Our blocks are the same; only the edges of the gates are rounded to bins of 0.01 LU.
    #expect(abs(try #require(measured.integratedLUFS) - integrated) < 0.01)
    // The library has one short-term window per second; we have ten.
    #expect(abs(try #require(measured.rangeLU) - range) < 0.6)
    // The library's 49 taps attenuate content near half the rate, of which noise has much. The
    // library reads up to 1 dB below the peak of the signal's Fourier series, ours up to 0.4.
    let above = try #require(measured.channels[1].trueDBTP) - 20 * log10(peak)
    #expect((-0.05..<1).contains(above))
  }

  /// Our filters run through two channels at once and in two sections; the library's run through one at a
  /// time, in one section of the fourth order.
  @Test(arguments: [(1, 44_100), (2, 44_100), (2, 48_000), (3, 8_000), (5, 96_000), (6, 192_000)])
  func `the energy of a window is that of the library's filters`(
    channels: Int, rate: Int
  ) throws {
    let frames = rate * 4 / 10
    let samples = (0..<(frames * channels)).map { index -> Float in
      let (frame, channel) = (index / channels, index % channels)
      let step = 0.002 + 0.01 * Double(channel)
      let tone: Double = 0.2 * sin(Double(frame) * step)
      let noise: Double = 0.1 * sin(Double(frame * frame % 7_919))
      return Float(tone + noise)
    }
    var state = ebur128_init(UInt32(channels), UInt(rate), Int32(EBUR128_MODE_M.rawValue))
    defer { ebur128_destroy(&state) }
    let roles = (0..<channels).map { channel -> LoudnessRole in
      channel == 3 ? .excluded : channel > 3 ? .surround : .front
    }
    for (channel, role) in roles.enumerated() {
      let position =
        switch role {
        case .front: EBUR128_LEFT
        case .surround: EBUR128_LEFT_SURROUND
        case .excluded: EBUR128_UNUSED
        }
      ebur128_set_channel(state, UInt32(channel), Int32(position.rawValue))
    }
    #expect(ebur128_add_frames_float(state, samples, frames) == 0)
    var momentary = 0.0
    #expect(ebur128_loudness_momentary(state, &momentary) == 0)

    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(sampleRateHz: rate, roles: roles), LoudnessWishes())
    try measurement.append(samples, frames: frames)
    let measured = try measurement.finished()
    #expect(abs(try #require(measured.momentaryMaxLUFS) - momentary) < 1e-7)
  }
}
