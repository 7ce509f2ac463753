import MasteringModel
import ProviderTesting
import Recommending
import Testing

@Suite struct `Whole percentages` {
  private static let known: [(weights: [Double], percentages: [Int])] = [
    ([1.0 / 3, 1.0 / 3, 1.0 / 3], [34, 33, 33]),
    ([0.429, 0.309, 0.262], [43, 31, 26]),
    ([0.5, 0.5], [50, 50]),
    ([0.875, 0.125], [88, 12]),
    ([1.0], [100]),
  ]

  @Test(arguments: known)
  func `largest remainders are rounded up; of equal ones, the first`(
    weights: [Double], percentages: [Int]
  ) {
    #expect(blend(weights).wholePercentages == percentages)
  }

  @Test(arguments: 2...12)
  func `add up to 100 however many profiles are blended`(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let scores = (0..<count).map { _ in Double.random(in: 0.01...1, using: &generator) }
    let total = scores.reduce(0, +)
    #expect(blend(scores.map { $0 / total }).wholePercentages.reduce(0, +) == 100)
  }

  private func blend(_ weights: [Double]) -> [WeightedProfile] {
    weights.map { WeightedProfile(profile: .sample(), weight: $0) }
  }
}
