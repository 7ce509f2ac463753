import AudioFixtures
import CSoxr
import FingerprintTolerances
import MasteringModel
import Testing

/// Tracks with rates other than 44.1 kHz.
@Suite struct ResamplingTests {
  @Test(arguments: [8000, 22_050, 48_000, 96_000, 192_000])
  func `a sine keeps its level and its frequency at any rate`(rate: Int) async throws {
    let other = AudioClip.sine(hz: 1000, frames: rate, sampleRateHz: rate)
    let (heard, reference) = try await (
      fingerprint(of: other), fingerprint(of: .sine(hz: 1000))
    )
    // One second of 1000 whole periods; the resampler's edge effects cause these deviations.
    let tolerances = MetricTolerances(
      levelsDB: 0.01, centroidAndSpreadHz: 0, rolloffHz: 0, zeroCrossingRate: 0)
    let excesses = heard.excesses(over: tolerances, from: reference).map(\.metric)
    #expect(!excesses.contains(.loudness))
    #expect(abs(heard.spectralCentroidHz - reference.spectralCentroidHz) < 20)
    #expect(abs(heard.zeroCrossingRate - reference.zeroCrossingRate) < 1e-4)
  }

  /// Frame counts and rates for which ⌈count · 44,100 / rate⌉ is a whole number, is rounded up, or
  /// exceeds what soxr returns.
  private static let lengths: [(frames: Int, rate: Int)] = [
    (1, 48_000), (2, 48_000), (3, 192_000), (1, 22_050), (1, 8000), (160, 48_000), (161, 48_000),
    (4801, 96_000), (4799, 22_050), (10_007, 32_000), (20_011, 88_200), (40_009, 192_000),
  ]

  @Test(arguments: lengths)
  func `a track of another rate is resampled by soxr and cut or padded to its length`(
    frames: Int, rate: Int
  ) async throws {
    let clip = AudioClip.noise(seed: 41, frames: frames, sampleRateHz: rate)
    let expected = try await fingerprint(of: try OneShot(clip).filledUp)
    let heard = try await fingerprint(of: clip)
    #expect(heard.differences(from: expected) == [])
  }

  @Test(arguments: [2, 3])
  func `two channels are resampled separately`(count: Int) async throws {
    let clip = AudioClip.noise(
      seed: 43, frames: 10_007, sampleRateHz: 48_000, channelCount: count)
    let channels = try clip.channels.prefix(2).map { channel in
      try OneShot(AudioClip(sampleRateHz: 48_000, channels: [channel])).filledUp.channels[0]
    }
    let expected = try await fingerprint(
      of: AudioClip(sampleRateHz: 44_100, channels: channels))
    #expect(try await fingerprint(of: clip).differences(from: expected) == [])
  }

  @Test func `integers are resampled like floats`() async throws {
    let clip = AudioClip.noise(
      seed: 44, frames: 10_007, sampleRateHz: 48_000, channelCount: 2
    ).quantized(toBits: 16)
    let floats = try await fingerprint(of: clip)
    let integers = try await analysis(of: MemoryTrack(clip, encoding: .integer16)).fingerprint
    #expect(integers.differences(from: floats) == [])
  }

  @Test func `soxr returns one sample too few for one of the tracks above`() throws {
    let missing = try Self.lengths.map { frames, rate in
      let oneShot = try OneShot(.noise(seed: 41, frames: frames, sampleRateHz: rate))
      return oneShot.length - oneShot.samples.count
    }
    #expect(missing.contains(1))
  }

  @Test func `one more sample gives another fingerprint`() async throws {
    let clip = AudioClip.noise(seed: 41, frames: 4801, sampleRateHz: 96_000)
    var samples = try OneShot(clip).filledUp.channels[0]
    samples.append(0)
    let longer = try await fingerprint(
      of: AudioClip(sampleRateHz: 44_100, channels: [samples]))
    #expect(try await fingerprint(of: clip).differences(from: longer) != [])
  }

  @Test(arguments: [1, 2], [1000, 4099])
  func `blocks of any size give the same bits at another rate`(
    workers: Int, frames: Int
  ) async throws {
    let clip = AudioClip.noise(seed: 42, frames: 60_000, sampleRateHz: 48_000, channelCount: 2)
    let plain = try await fingerprint(of: clip)
    let track = MemoryTrack(clip).with(\.mostFramesPerRead, frames)
    let heard = try await analysis(of: track, workers: workers).fingerprint
    #expect(heard.differences(from: plain) == [])
  }
}

/// A mono clip converted to 44.1 kHz in one call.
private struct OneShot {
  /// The output of soxr.
  let samples: [Float]
  /// The length by definition, ⌈frames · 44,100 / rate⌉.
  let length: Int

  init(_ clip: AudioClip) throws {
    length = Int((Double(clip.frameCount) * 44_100 / Double(clip.sampleRateHz)).rounded(.up))
    var output = [Float](repeating: 0, count: length + 100)
    var produced = 0
    var quality = soxr_quality_spec(UInt(SOXR_HQ), 0)
    let failure = soxr_oneshot(
      Double(clip.sampleRateHz), 44_100, 1, clip.channels[0], clip.frameCount, nil, &output,
      output.count, &produced, nil, &quality, nil)
    try #require(failure == nil)
    samples = Array(output.prefix(produced))
  }

  /// The samples, cut or padded with zeros to the length.
  var filledUp: AudioClip {
    let zeros = [Float](repeating: 0, count: max(0, length - samples.count))
    return AudioClip(sampleRateHz: 44_100, channels: [samples.prefix(length) + zeros])
  }
}
