public import MasteringModel
import SystemCalls

extension Taste {
  /// The weights of a ranking adjusted to the taste: w_i ∝ score_i · exp(leaning_i).
  public func weights(of ranking: [(profileID: String, score: Double)]) -> [Double] {
    let products = ranking.map { $0.score * exp(leaning(toProfile: $0.profileID)) }
    var total = 0.0
    for product in products { total += product }
    return products.map { $0 / total }
  }
}
