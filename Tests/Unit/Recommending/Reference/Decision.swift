/// Which of engine.md's decisions applies to a reference's recommendation.
enum Decision: Sendable, Hashable {
  /// None: the answer is the original's.
  case none
  /// Decision 1: no profile scores, so the confidence is 0 where the original reports 0.5.
  case fallback
  /// Decision 2: a lone profile is recommended as a single where the original blends it with
  /// nothing.
  case hybridOfOne

  /// The decision according to the reference, never according to our engine.
  init(for reference: ReferenceRecommendation, scores: [ReferenceScore]) {
    if scores.allSatisfy({ $0.score == 0 }) {
      self = .fallback
    } else if reference.isHybrid == true, reference.members?.count == 1 {
      self = .hybridOfOne
    } else {
      self = .none
    }
  }
}

extension ReferenceRecommendation {
  /// The recommendation with the decision applied.
  func applying(_ decision: Decision) -> ReferenceRecommendation {
    var decided = self
    switch decision {
    case .none: break
    case .fallback: decided.confidence = 0
    case .hybridOfOne:
      decided.isHybrid = false
      decided.members = []
    }
    return decided
  }
}
