import AudioFixtures
import Fingerprinting
import Foundation
import MasteringModel
import Testing

/// The largest true peak, which the fingerprint's pass also determines.
@Suite struct TruePeakTests {
  private func truePeak(
    _ channels: [[Signal.Term]], samples: Int = 44_100, workers: Int = 1
  ) async throws -> Double {
    try await truePeak(
      of: Signal(channels: channels, samples: samples).clip(), workers: workers)
  }

  private func truePeak(of clip: AudioClip, workers: Int = 1) async throws -> Double {
    let decoder = MemoryDecoder(["track": MemoryTrack(clip)])
    let provider = AudioFingerprintProvider(decoder: decoder, workers: workers)
    let analysis = try await provider.analysis(for: AnalysisRequest(path: "track", window: .all))
    return try #require(analysis.truePeakDBTP)
  }

  @Test func `silence has the level of silence`() async throws {
    #expect(try await truePeak([[]]) == -100)
  }

  @Test func `a low sine has the peak of its amplitude`() async throws {
    #expect(abs(try await truePeak([[.sine(hz: 441, amplitude: 0.5)]]) - -6.0206) < 0.01)
  }

  @Test func `peaks between the samples are found`() async throws {
    // 11,025 Hz is a quarter of the rate. Two sines at that frequency with equal amplitudes, a
    // quarter of a period apart, sum to a peak √2 as high, while all samples are at 1/√2 of that
    // peak: the cosine at even and the sine at odd positions. The square wave +a +a −a −a produces
    // this.
    let measured = try await truePeak([[.square(hz: 11_025, amplitude: 0.5)]])
    #expect(measured > 20 * log10(0.5 * 2.0.squareRoot()) - 0.1)
  }

  @Test(arguments: [(1, 4), (1, 3), (2, 5), (4, 9)])
  func `a tone whose crests lie between quarters of a sample has the peak of its amplitude`(
    _ parts: Int, _ ofRate: Int
  ) async throws {
    // An even number of crests fills 9, 5, 3 or 2 quarters, so all crests are an eighth of a sample from
    // the nearest quarter, which is up to 0.5 dB lower. The tone fades in and out, as a sudden end is
    // higher than the tone.
    let count = 44_100
    let center = Double(count / 2) + 0.125
    let tone = (0..<count).map { index in
      let turn = 2 * Double.pi * Double(parts) / Double(ofRate) * (Double(index) - center)
      let fade = sin(.pi * Double(index) / Double(count))
      return Float(0.5 * fade * fade * cos(turn))
    }
    let measured = try await truePeak(of: AudioClip(sampleRateHz: 44_100, channels: [tone]))
    #expect(abs(measured - 20 * log10(0.5)) < 0.05)
  }

  @Test func `a peak on the shoulder of a plateau is found, where no sample is a maximum`()
    async throws
  {
    // As in clipped music: from the steep rise to the plateau the signal overshoots, while its samples
    // go on rising. A few samples among zeros are a sum of as many sines divided by their argument.
    let samples: [Float] = [-0.08, -0.26, 0.995, 0.9985, 0.9999, 0.9998, 0.7, 0.2]
    let silence = [Float](repeating: 0, count: 100)
    let clip = AudioClip(sampleRateHz: 44_100, channels: [silence + samples + silence])
    let truth = stride(from: 0.0, through: 7, by: 0.001).map { time in
      samples.enumerated().reduce(0) { sum, sample in
        let angle = Double.pi * (time - Double(sample.offset))
        return sum + Double(sample.element) * (angle == 0 ? 1 : sin(angle) / angle)
      }
    }
    let highest = truth.map(abs).max() ?? 0
    #expect(highest > 1.1)
    #expect(abs(try await truePeak(of: clip) - 20 * log10(highest)) < 0.05)
  }

  @Test func `a peak beyond the largest number is reported as that number`() async throws {
    // Between the samples +a +a −a −a the signal reaches √2 · a.
    let largest = Double(Float.greatestFiniteMagnitude)
    let peak = try await truePeak([[.square(hz: 11_025, amplitude: 0.9 * largest)]])
    #expect(abs(peak - 20 * log10(largest)) < 1e-9)
  }

  @Test func `every channel counts, even those that the fingerprint omits or cancels`()
    async throws
  {
    let loud = [Signal.Term.sine(hz: 441, amplitude: 0.9)]
    let inverse = [Signal.Term.sine(hz: 441, amplitude: -0.9)]
    for channels in [[loud, []], [[], loud], [loud, inverse], [[], [], loud]] {
      #expect(abs(try await truePeak(channels) - 20 * log10(0.9)) < 0.02)
    }
  }

  @Test(arguments: [2, 3, 7])
  func `it is the same to the last bit for any number of workers`(
    _ workers: Int
  ) async throws {
    // Quiet at first, so that a single part examines positions that the whole does not.
    let samples = 6 * 256 * 512 + 700
    let channels: [[Signal.Term]] = [
      [.noise(seed: 1, amplitude: 0.1), .impulse(at: samples - 5_000, amplitude: 0.8)],
      [.noise(seed: 2, amplitude: 0.3)],
    ]
    let alone = try await truePeak(channels, samples: samples)
    let together = try await truePeak(channels, samples: samples, workers: workers)
    #expect(alone == together)
  }
}
