import AudioFixtures
import FingerprintTolerances
import Foundation
import MasteringModel
import Testing

/// Signals whose metrics follow from a formula.
@Suite struct ClosedFormTests {
  /// The effect on a level of rounding samples to binary32.
  private let roundingDB = 1e-6
  /// The effect on a frequency of that rounding and of a spectrum of about 1e-16 between the tones.
  private let roundingHz = 1e-4

  // 100 samples per period, so that all levels of the sine, its peak included, occur equally often.
  private let sine = Signal(.sine(hz: 441, amplitude: 1))

  @Test func `a full-scale sine is 3.0103 dB below full scale`() async throws {
    let measured = try await fingerprint(of: sine)
    #expect(abs(measured.loudnessDBFS - -3.010_299_957) < roundingDB)
    #expect(measured.peakDBFS == 0)
  }

  @Test func `a sine has a crest factor of 3.0103 dB`() async throws {
    #expect(abs(try await fingerprint(of: sine).crestDB - 3.010_299_957) < roundingDB)
  }

  @Test func `a sine crosses zero twice per period`() async throws {
    // Every 50 samples; 2 % of the samples in the frames lie beyond the ends, where there are no
    // crossings.
    let measured = try await fingerprint(of: sine)
    #expect((0.98 / 50...1.0 / 50).contains(measured.zeroCrossingRate))
  }

  @Test(arguments: [220.5, 1000, 5000, 15000])
  func `a sine's centroid is near its frequency`(hz: Double) async throws {
    let measured = try await fingerprint(of: Signal(.sine(hz: hz, amplitude: 0.5), samples: 88_200))
    // Four of 173 frames contain an edge, which spreads over all frequencies.
    #expect(abs(measured.spectralCentroidHz - hz) < 60)
  }

  @Test func `a full-scale square wave is at full scale and has no crest`() async throws {
    let measured = try await fingerprint(of: Signal(.square(hz: 100.25, amplitude: 1)))
    #expect(measured.loudnessDBFS == 0)
    #expect(measured.peakDBFS == 0)
    #expect(measured.crestDB == 0)
  }

  @Test func `an impulse in the centre of a frame has a flat spectrum`() async throws {
    // One frame with 1025 equal magnitudes.
    let measured = try await fingerprint(of: Signal(.impulse(at: 0, amplitude: 1), samples: 511))
    let binHz = 44_100.0 / 2048
    let deviationInBins = ((1025.0 * 1025 - 1) / 12).squareRoot()
    #expect(abs(measured.spectralCentroidHz - 512 * binHz) < roundingHz)
    #expect(abs(measured.spectralSpreadHz - deviationInBins * binHz) < roundingHz)
    // 871 of 1025 are less than 85 %; 872 are more.
    #expect(measured.spectralRolloffHz == 871 * binHz)
  }

  @Test func `an impulse's level is spread over all samples`() async throws {
    let measured = try await fingerprint(of: Signal(.impulse(at: 0, amplitude: 1), samples: 1000))
    #expect(abs(measured.loudnessDBFS - -30) < 1e-12)
    #expect(measured.peakDBFS == 0)
  }

  @Test(arguments: [1, 44_100])
  func `silence is at -100 dB and has no spectrum`(frames: Int) async throws {
    let measured = try await fingerprint(of: .silence(frames: frames))
    #expect(measured.differences(from: try .silence) == [])
  }

  @Test func `a constant is as loud as its amplitude and never crosses zero`() async throws {
    let measured = try await fingerprint(of: Signal(.dc(amplitude: -0.5)))
    #expect(abs(measured.loudnessDBFS - -6.020_599_913) < roundingDB)
    #expect(measured.crestDB == 0)
    #expect(measured.zeroCrossingRate == 0)
  }

  @Test func `channels that cancel each other out are silence`() async throws {
    let signal = Signal(
      channels: [[.noise(seed: 1, amplitude: 0.5)], [.noise(seed: 1, amplitude: -0.5)]],
      samples: 4096)
    #expect(try await fingerprint(of: signal).differences(from: try .silence) == [])
  }

  @Test func `equal channels measure the same as one of them`() async throws {
    let mono = AudioClip.noise(frames: 10_000)
    let stereo = AudioClip(sampleRateHz: 44_100, channels: [mono.channels[0], mono.channels[0]])
    let expected = try await fingerprint(of: mono)
    #expect(try await fingerprint(of: stereo).differences(from: expected) == [])
  }

  @Test(arguments: [3, 6])
  func `channels from the third on are ignored`(count: Int) async throws {
    let surround = AudioClip.noise(frames: 10_000, channelCount: count)
    let front = AudioClip(sampleRateHz: 44_100, channels: Array(surround.channels[..<2]))
    let expected = try await fingerprint(of: front)
    #expect(try await fingerprint(of: surround).differences(from: expected) == [])
  }

  @Test func `the second channel counts`() async throws {
    let stereo = AudioClip.noise(frames: 10_000, channelCount: 2)
    let left = AudioClip(sampleRateHz: 44_100, channels: [stereo.channels[0]])
    let mono = try await fingerprint(of: left)
    #expect(try await fingerprint(of: stereo).differences(from: mono).count == 7)
  }

  @Test func `samples above full scale keep their level`() async throws {
    let measured = try await fingerprint(of: Signal(.square(hz: 100.25, amplitude: 4)))
    #expect(abs(measured.loudnessDBFS - 12.041_199_827) < roundingDB)
    #expect(abs(measured.peakDBFS - 12.041_199_827) < roundingDB)
  }

  @Test func `the largest samples still give finite numbers`() async throws {
    let amplitude = Double(Float.greatestFiniteMagnitude)
    let measured = try await fingerprint(of: Signal(.dc(amplitude: amplitude), samples: 2048))
    #expect(abs(measured.peakDBFS - 20 * log10(amplitude)) < roundingDB)
  }

  private static let factors: [Float] = [0.001, 0.1, 0.5, 1.5, 2, 10]

  @Test(arguments: factors)
  func `a gain changes loudness and peak by its amount`(factor: Float) async throws {
    let clip = AudioClip.noise(frames: 22_050)
    let (before, after) = try await (
      fingerprint(of: clip), fingerprint(of: clip.amplified(by: factor))
    )
    let gainDB = 20 * log10(Double(factor))
    #expect(abs(after.loudnessDBFS - before.loudnessDBFS - gainDB) < roundingDB)
    #expect(abs(after.peakDBFS - before.peakDBFS - gainDB) < roundingDB)
  }

  @Test(arguments: factors)
  func `a gain changes nothing but loudness and peak`(factor: Float) async throws {
    let clip = AudioClip.noise(frames: 22_050)
    let (before, after) = try await (
      fingerprint(of: clip), fingerprint(of: clip.amplified(by: factor))
    )
    let moved = after.excesses(over: .standardRate, from: before).map(\.metric)
    #expect(moved == [.loudness, .peak])
  }

  @Test func `inverting the signal changes nothing`() async throws {
    let clip = AudioClip.noise(frames: 22_050)
    let upright = try await fingerprint(of: clip)
    #expect(try await fingerprint(of: clip.amplified(by: -1)).differences(from: upright) == [])
  }
}

extension Fingerprint {
  /// The measurements of silence of any length.
  static var silence: Fingerprint {
    get throws(InvalidFingerprint) {
      try Fingerprint(
        loudnessDBFS: -100, peakDBFS: -100, crestDB: 0, spectralCentroidHz: 0,
        spectralRolloffHz: 0, zeroCrossingRate: 0, spectralSpreadHz: 0)
    }
  }
}
