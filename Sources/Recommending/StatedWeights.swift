package import MasteringModel

extension Blend {
  /// A blend stated by a caller: for each change, a profile's part is its weight divided by the sum
  /// of them all.
  ///
  /// - Parameter members: at least one; for each change, at least one weight is above 0.
  package init(stated members: [(profile: Profile, weights: DimensionWeights)]) {
    let columns = DimensionWeights.parts.map { part in
      let weights = members.map { part($0.weights) }
      let total = weights.reduce(0, +)
      return weights.map { $0 / total }
    }
    self.init(
      source: .manual, profiles: members.map(\.profile), loudness: columns[0], crest: columns[1],
      spectralCentroid: columns[2])
  }
}

extension DimensionWeights {
  /// The parts in the three changes.
  package static let parts: [@Sendable (DimensionWeights) -> Double] = [
    { $0.loudness }, { $0.crest }, { $0.spectralCentroid },
  ]

  /// The same weight for each change.
  package init(_ weight: Double) {
    self.init(loudness: weight, crest: weight, spectralCentroid: weight)
  }

  /// One weight above 0 for all changes, or one for each; nil for other counts and for numbers
  /// outside 0…1000.
  package init?(stated weights: [Double]) {
    guard weights.allSatisfy({ $0 >= 0 && $0 <= 1000 }) else { return nil }
    switch weights.count {
    case 1 where weights[0] > 0: self.init(weights[0])
    case 3: self.init(loudness: weights[0], crest: weights[1], spectralCentroid: weights[2])
    default: return nil
    }
  }

  /// Whether there is, for each change, a weight above 0 in a list.
  package static func areWeights(_ members: [DimensionWeights]) -> Bool {
    parts.allSatisfy { part in members.contains { part($0) > 0 } }
  }
}
