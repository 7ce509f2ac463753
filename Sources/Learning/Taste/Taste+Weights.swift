public import MasteringModel
import SystemCalls

extension Taste {
  /// The weights of a ranking adjusted to the taste: w_i ∝ score_i · exp(leaning_i).
  ///
  /// - Parameter ranking: profiles with scores above 0.
  public func weights(of ranking: [(profileID: String, score: Double)]) -> [Double] {
    // The smallest scores times exp(−2) would be 0, all of them.
    let best = ranking.reduce(0) { max($0, $1.score) }
    let products = ranking.map { $0.score / best * exp(leaning(toProfile: $0.profileID)) }
    var total = 0.0
    for product in products { total += product }
    return products.map { $0 / total }
  }
}
