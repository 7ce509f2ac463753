import MasteringModel
import SystemCalls

extension Blend {
  /// This blend adjusted to a taste: each weight times its profile's preference factor, each change
  /// times its strength (LRN-27).
  func following(_ taste: Taste) -> Blend {
    let factors = members.map { exp(taste.leaning(toProfile: $0.profile.id)) }
    let weights = { (part: (DimensionWeights) -> Double) -> [Double] in
      let products = zip(members, factors).map { part($0.weights) * $1 }
      var total = 0.0
      for product in products { total += product }
      return total > 0 ? products.map { $0 / total } : members.map { part($0.weights) }
    }
    let blend = Blend(
      source: .taste, profiles: members.map(\.profile), loudness: weights(\.loudness),
      crest: weights(\.crest), spectralCentroid: weights(\.spectralCentroid))
    let change = blend.predictedChange
    return Blend(
      source: .taste, members: blend.members,
      predictedChange: PredictedChange(
        loudnessDB: change.loudnessDB * taste.strengths.loudness,
        crestDB: change.crestDB * taste.strengths.crest,
        centroidHz: change.centroidHz * taste.strengths.spectralCentroid),
      name: name,
      taste: TasteNote(
        decisions: taste.decisions, strengths: taste.strengths,
        explanation: taste.explanation(of: members.map(\.profile))))
  }
}

extension Taste {
  /// How the taste affects these profiles, in words and numbers.
  func explanation(of profiles: [Profile]) -> String {
    let count = decisions == 1 ? "1 decision" : "\(decisions) decisions"
    var parts = profiles.compactMap { profile -> String? in
      let factor = exp(leaning(toProfile: profile.id))
      // A factor that rounds to 1 is not worth mentioning.
      guard abs(factor - 1) >= 0.05 else { return nil }
      return
        "you choose \(profile.name) \(factor.fixed(factor < 0.95 ? 2 : 1)) times as often as its "
        + "score alone suggests"
    }
    let changes = [
      ("loudness", strengths.loudness), ("dynamics", strengths.crest),
      ("brightness", strengths.spectralCentroid),
    ]
    parts += changes.compactMap { name, strength in
      abs(strength - 1) >= 0.05
        ? "you want the change of \(name) \(strength.fixed(2)) times as strong" : nil
    }
    guard !parts.isEmpty else { return "So far, your choices match the scores (\(count))." }
    let words = parts.joined(separator: ", ")
    return words.prefix(1).uppercased() + words.dropFirst() + " (\(count))."
  }
}
