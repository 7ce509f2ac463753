import MasteringModel

extension [RankedProfile] {
  /// Each profile weighted by its share of the sum of the scores, in rank order.
  func weighted() -> [WeightedProfile] {
    var total = 0.0
    for ranked in self { total += ranked.similarity.score }
    return map { WeightedProfile(profile: $0.profile, weight: $0.similarity.score / total) }
  }
}

extension [WeightedProfile] {
  /// What the blend changes: the mean of its members' targets, weighted.
  func blendedChange() -> PredictedChange {
    let changes = map(\.profile.processingTargets.change)
    let weights = map(\.weight)
    return PredictedChange(
      loudnessDB: mean(of: changes.map(\.loudnessDB), weights),
      crestDB: mean(of: changes.map(\.crestDB), weights),
      centroidHz: mean(of: changes.map(\.centroidHz), weights))
  }
}

/// Σ target · weight from left to right, clamped to the range of the targets: rounding can carry
/// the sum one unit in the last place beyond it (REC-8).
func mean(of targets: [Double], _ weights: [Double]) -> Double {
  var sum = 0.0
  var lowest = Double.infinity
  var highest = -Double.infinity
  for (target, weight) in zip(targets, weights) {
    sum += target * weight
    lowest = min(lowest, target)
    highest = max(highest, target)
  }
  return min(max(sum, lowest), highest)
}
