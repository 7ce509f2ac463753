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
    let clip = Signal(channels: channels, samples: samples).clip()
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
