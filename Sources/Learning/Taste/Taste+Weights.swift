public import MasteringModel
import SystemCalls

extension Taste {
  /// The weights of a ranking adjusted to the taste: w_i ∝ score_i · exp(leaning_i).
  ///
  /// - Parameter ranking: profiles with scores above 0.
  public func weights(of ranking: [(profileID: String, score: Double)]) -> [Double] {
    var weights = ranking.map(\.score)
    weights.weigh { leaning(toProfile: ranking[$0].profileID) }
    return weights
  }
}

extension [Double] {
  /// Turns scores above 0 into weights: w_i ∝ score_i · exp(leaning_i) (LRN-22, LRN-26).
  ///
  /// - Parameter leaning: the leaning at an index.
  mutating func weigh(_ leaning: (Int) -> Double) {
    // The smallest scores times exp(−2) would be 0, all of them.
    let best = reduce(0, Swift.max)
    var total = 0.0
    for index in indices {
      self[index] = self[index] / best * exp(leaning(index))
      total += self[index]
    }
    for index in indices { self[index] /= total }
  }
}
