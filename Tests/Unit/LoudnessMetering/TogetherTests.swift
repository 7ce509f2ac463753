import AudioFixtures
import Foundation
import LoudnessMetering
import MasteringModel
import Testing

@Suite struct TogetherTests {
  private func distribution(amplitude: Double, seconds: Int) throws -> LoudnessDistribution {
    let clip = Signal(.sine(hz: 997, amplitude: amplitude), samples: seconds * 44_100).clip()
    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(sampleRateHz: 44_100, roles: [.front]),
      LoudnessWishes(measuresTruePeak: false))
    try measurement.append(clip.channels[0], frames: clip.channels[0].count)
    return try #require(try measurement.finished().distribution)
  }

  @Test func `tracks in an album are weighted by their lengths`() throws {
    let loud = try distribution(amplitude: 0.5, seconds: 4)
    let quiet = try distribution(amplitude: 0.25, seconds: 12)
    let album = Ebur128Meter().together([loud, quiet])
    // 37 blocks of one and 117 of the other: −9.03 LUFS and 6.02 dB less.
    let energy = (37.0 + 117 * 0.25) / (37 + 117)
    #expect(abs(try #require(album.integratedLUFS) - (-9.03 + 10 * log10(energy))) < 0.05)
  }

  @Test func `a quiet track does not count in an album with a loud one`() throws {
    let loud = try distribution(amplitude: 0.5, seconds: 4)
    let faint = try distribution(amplitude: 0.005, seconds: 30)
    let album = Ebur128Meter().together([loud, faint])
    #expect(abs(try #require(album.integratedLUFS) - -9.03) < 0.05)
  }

  @Test func `an empty album has no loudness`() {
    let album = Ebur128Meter().together([])
    #expect(album.integratedLUFS == nil)
    #expect(album.rangeLU == nil)
  }
}
