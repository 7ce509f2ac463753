public import MasteringModel

extension ProfileCatalogue {
  /// The profiles that resemble a fingerprint, best first: those scoring above 0, at most `topK`.
  ///
  /// Equal scores keep catalogue order. Cost: one pass over the catalogue; only the result is
  /// allocated.
  ///
  ///     let ranking = catalogue.ranked(for: fingerprint, topK: 3)
  ///     print(ranking.map { "\($0.profile.id) \($0.similarity.score)" })
  ///
  /// - Parameter topK: how many to keep; none below 1.
  public func ranked(for fingerprint: Fingerprint, topK: Int) -> [RankedProfile] {
    let places = min(max(topK, 0), profiles.count)
    return withUnsafeTemporaryAllocation(of: Place.self, capacity: places) { best in
      var filled = 0
      for (index, rules) in detectionRules.enumerated() {
        let similarity = rules.similarity(to: fingerprint)
        let score = similarity.score
        guard score > 0 else { continue }
        // Insertion from the end; strictly greater, so that the earlier of two equals stays ahead.
        var place = filled
        while place > 0, score > best[place - 1].similarity.score { place -= 1 }
        guard place < places else { continue }
        if filled < places { filled += 1 }
        var last = filled - 1
        while last > place {
          best[last] = best[last - 1]
          last -= 1
        }
        best[place] = Place(index: index, similarity: similarity)
      }
      return (0..<filled).map {
        RankedProfile(profile: profiles[best[$0].index], similarity: best[$0].similarity)
      }
    }
  }
}

/// A place in the ranking under construction: plain numbers, so that moving one needs no reference
/// counting.
private struct Place: BitwiseCopyable {
  let index: Int
  let similarity: Similarity
}
