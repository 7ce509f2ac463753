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

  /// LOU-22: the filters of BS.1770 swing without end where the rate leaves them no room.
  @Test(arguments: [(1_000, false), (1_500, false), (3_360, false), (3_999, false), (4_000, true)])
  func `a rate too low for the filters has no loudness`(rate: Int, hasLoudness: Bool) throws {
    let tone = (0..<(5 * rate)).map { Float(0.1 * sin(2 * .pi * 200 * Double($0) / Double(rate))) }
    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(sampleRateHz: rate, roles: [.front]), LoudnessWishes())
    try measurement.append(tone, frames: tone.count)
    let loudness = try measurement.finished()
    guard hasLoudness else {
      #expect(loudness.integratedLUFS == nil && loudness.rangeLU == nil)
      #expect(loudness.momentaryMaxLUFS == nil && loudness.shortTermMaxLUFS == nil)
      return
    }
    // 997 Hz at this amplitude is −23 LUFS in one channel; 200 Hz lies below the shelf, 0.7 dB down.
    let lufs = try #require(loudness.integratedLUFS)
    #expect(abs(lufs + 23.7) < 0.3)
  }
}
