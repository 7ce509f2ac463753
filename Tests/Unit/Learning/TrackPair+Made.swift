import Learning
import MasteringModel
import ProviderTesting

extension TrackPair {
  /// A pair of an original with the given loudness and a master that differs by the given change.
  static func made(
    _ name: String = "a", loudness: Double = -18, crest: Double = 14, centroid: Double = 3000,
    by change: PredictedChange
  ) -> TrackPair {
    TrackPair(
      name: name,
      before: .sample(loudnessDBFS: loudness, crestDB: crest, spectralCentroidHz: centroid),
      after: .sample(
        loudnessDBFS: loudness + change.loudnessDB, crestDB: crest + change.crestDB,
        spectralCentroidHz: centroid + change.centroidHz))
  }
}

extension LearningNames {
  static let made = made(id: "mine", name: "Mine")

  /// Names that are valid.
  static func made(id: String, name: String) -> LearningNames {
    guard
      let names = try? LearningNames(
        id: id, name: name, source: "mixes → masters", version: .sample("1.0"))
    else { preconditionFailure("\(id) or \(name) is no name of a profile") }
    return names
  }
}

/// A change of loudness alone.
func louder(_ dB: Double) -> PredictedChange {
  PredictedChange(loudnessDB: dB, crestDB: 0, centroidHz: 0)
}
