import MasteringModel

/// The ranking exactly as engine.md words it, without any optimisation: a reference.
///
/// It shares no arithmetic with the module: every profile is scored, all are sorted, zeros are
/// removed, and the first ones are kept.
struct SlowRanking {
  /// Ids and scores, best first.
  let places: [(profileID: String, score: Double)]

  init(of profiles: [Profile], for fingerprint: Fingerprint, topK: Int) {
    var places: [(profileID: String, score: Double, position: Int)] = []
    for (position, profile) in profiles.enumerated() {
      places.append((profile.id, Self.score(of: profile, for: fingerprint), position))
    }
    places.sort { $0.score != $1.score ? $0.score > $1.score : $0.position < $1.position }
    self.places = places.filter { $0.score > 0 }.prefix(topK).map { ($0.profileID, $0.score) }
  }

  private static func score(of profile: Profile, for fingerprint: Fingerprint) -> Double {
    let rules = profile.detectionRules
    var dimensions: [(MetricRange, value: Double, floor: Double)] = [
      (rules.loudnessDBFS, fingerprint.loudnessDBFS, 0.1),
      (rules.crestDB, fingerprint.crestDB, 0.1),
      (rules.zeroCrossingRate, fingerprint.zeroCrossingRate, 0.01),
    ]
    if let centroid = rules.spectralCentroidHz {
      dimensions.append((centroid, fingerprint.spectralCentroidHz, 100))
    }
    var sum = 0.0
    for (range, value, floor) in dimensions {
      let centre = (range.lowerBound + range.upperBound) / 2
      var half = (range.upperBound - range.lowerBound) / 2
      if half < floor { half = floor }
      var penalty = abs(value - centre) / half / 2
      if penalty > 1 { penalty = 1 }
      sum += 1 - penalty
    }
    return sum / Double(dimensions.count)
  }
}
