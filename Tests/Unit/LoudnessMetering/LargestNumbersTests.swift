import Foundation
import LoudnessMetering
import MasteringModel
import Testing

/// Signals near the largest finite number, which a file of floats may contain.
@Suite struct LargestNumbersTests {
  @Test func `a true peak beyond the largest number is reported as that number`() throws {
    let largest = Float.greatestFiniteMagnitude
    // Between the samples +a +a −a −a the signal reaches √2 · a.
    let square = (0..<48_000).map { $0 / 2 % 2 == 0 ? 0.9 * largest : -0.9 * largest }
    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(sampleRateHz: 48_000, roles: [.front]), LoudnessWishes())
    try measurement.append(square, frames: square.count)
    let loudness = try measurement.finished()
    let peak = try #require(loudness.truePeakDBTP)
    #expect(abs(peak - 20 * log10(Double(largest))) < 1e-9)
    #expect(loudness.integratedLUFS?.isFinite == true)
  }
}
