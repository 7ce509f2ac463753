import LoudnessMetering
import MasteringModel
import Testing

@Suite struct HistoryTests {
  @Test func `the history of a long signal has no more values, only wider intervals`() throws {
    // At 1,000 Hz, so that slightly more than two hours are generated quickly.
    let measurement = try Ebur128Meter().measurement(
      of: MeteredSignal(sampleRateHz: 1_000, roles: [.front]),
      LoudnessWishes(measuresTruePeak: false, keepsHistory: true))
    let second = (0..<1_000).map { Float($0 % 2 == 0 ? 0.1 : -0.1) }
    for _ in 0..<7_300 { try measurement.append(second, frames: 1_000) }
    let history = try #require(try measurement.finished().history)
    #expect(history.intervalSeconds == 0.2)
    #expect(history.momentaryLUFS.count == 36_500)
    #expect(history.shortTermLUFS.count == 36_500)
  }
}
