import LibraryAnalysis
import MasteringModel
import ProviderTesting
import StrictJSON
import Testing

@Suite struct RunningStatisticsTests {
  private func statistics(of numbers: some Sequence<Double>) -> RunningStatistics {
    var statistics = RunningStatistics()
    for number in numbers { statistics.add(number) }
    return statistics
  }

  @Test func `an empty list has neither mean nor deviation`() {
    let statistics = RunningStatistics()
    #expect(statistics.count == 0)
    #expect(statistics.mean == nil)
    #expect(statistics.deviation == nil)
  }

  @Test func `one number is its own mean and has no deviation`() {
    let statistics = statistics(of: [-14.25])
    #expect(statistics.mean == -14.25)
    #expect(statistics.deviation == 0)
  }

  @Test func `the deviation is the population's, not a sample's`() {
    // The textbook's eight numbers: √(32 / 8); a sample's deviation would be √(32 / 7).
    let statistics = statistics(of: [2, 4, 4, 4, 5, 5, 7, 9])
    #expect(statistics.mean == 5)
    #expect(statistics.deviation == 2)
  }

  @Test(arguments: [2, 3, 10, 1001])
  func `the first n numbers have the mean and deviation of the closed form`(n: Int) throws {
    let statistics = statistics(of: (1...n).map(Double.init))
    let (mean, deviation) = (try #require(statistics.mean), try #require(statistics.deviation))
    let count = Double(n)
    #expect(abs(mean - (count + 1) / 2) <= 1e-12 * count)
    #expect(abs(deviation - ((count * count - 1) / 12).squareRoot()) <= 1e-12 * count)
  }

  @Test func `large numbers close together lose no precision`() {
    // From here on, the mean of the squares minus the square of the mean gives 0, or the root of a
    // negative number.
    let statistics = statistics(of: [1e9, 1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4])
    #expect(statistics.mean == 1e9 + 2)
    #expect(statistics.deviation == 2.0.squareRoot())
  }

  @Test func `a shift moves the mean but not the deviation`() throws {
    let (near, far) = (statistics(of: [1, 2, 6]), statistics(of: [101, 102, 106]))
    let (nearMean, farMean) = (try #require(near.mean), try #require(far.mean))
    let (nearDeviation, farDeviation) = (
      try #require(near.deviation), try #require(far.deviation)
    )
    #expect(abs(farMean - nearMean - 100) <= 1e-12)
    #expect(abs(farDeviation - nearDeviation) <= 1e-12)
  }
}

@Suite struct FingerprintStatisticsTests {
  @Test func `each metric has its own mean and deviation`() {
    var statistics = FingerprintStatistics()
    statistics.add(.sample(loudnessDBFS: -10, peakDBFS: -1, spectralCentroidHz: 1000))
    statistics.add(.sample(loudnessDBFS: -14, peakDBFS: -1, spectralCentroidHz: 4000))
    #expect(statistics.count == 2)
    let byMetric = Dictionary(
      uniqueKeysWithValues: statistics.byMetric.map { ($0.metric, $0.statistics) })
    #expect(byMetric[.loudness]?.mean == -12)
    #expect(byMetric[.loudness]?.deviation == 2)
    #expect(byMetric[.peak]?.mean == -1)
    #expect(byMetric[.peak]?.deviation == 0)
    #expect(byMetric[.spectralCentroid]?.mean == 2500)
    #expect(byMetric[.spectralCentroid]?.deviation == 1500)
  }

  @Test func `the payload has mean and deviation under each metric's key`() {
    var statistics = FingerprintStatistics()
    statistics.add(.sample(loudnessDBFS: -12.5))
    #expect(
      statistics.payload.members?.map(\.key) == FingerprintMetric.allCases.map(\.rawValue))
    #expect(
      statistics.payload["loudness_dbfs"] == ["mean": .number(-12.5), "deviation": .number(0)])
  }

  @Test func `the payload of no fingerprints is null`() {
    #expect(FingerprintStatistics().payload == .null)
  }

  @Test func `numbers too large to average are null, not invalid JSON`() {
    var statistics = FingerprintStatistics()
    let largest = Double.greatestFiniteMagnitude
    statistics.add(.sample(loudnessDBFS: largest))
    statistics.add(.sample(loudnessDBFS: -largest))
    #expect(statistics.payload["loudness_dbfs"]?["deviation"] == .null)
  }
}
