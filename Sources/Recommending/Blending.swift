import MasteringModel

extension [RankedProfile] {
  /// Each profile with its part of the sum of the scores, in rank order.
  func weighted() -> [WeightedProfile] {
    var total = 0.0
    for ranked in self { total += ranked.similarity.score }
    return map { WeightedProfile(profile: $0.profile, weight: $0.similarity.score / total) }
  }
}

extension [WeightedProfile] {
  /// What the blend changes: the mean of its members' targets, weighted.
  func blendedChange() -> PredictedChange {
    PredictedChange(
      loudnessDB: mean { $0.loudnessDB },
      crestDB: mean { $0.crestDB },
      centroidHz: mean { $0.centroidHz })
  }

  /// Σ target · weight from left to right, held within the members' targets: rounding may carry
  /// the sum one unit in the last place beyond them.
  private func mean(of part: (PredictedChange) -> Double) -> Double {
    var sum = 0.0
    var lowest = Double.infinity
    var highest = -Double.infinity
    for member in self {
      let target = part(member.profile.processingTargets.change)
      sum += target * member.weight
      lowest = Swift.min(lowest, target)
      highest = Swift.max(highest, target)
    }
    return Swift.min(Swift.max(sum, lowest), highest)
  }
}
