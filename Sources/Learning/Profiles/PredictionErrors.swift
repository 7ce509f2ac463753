import MasteringModel
import Recommending

/// How far predicted changes lay from what mastering changed: the mean of the absolute errors.
public struct PredictionErrors: Sendable, Hashable {
  /// In dB.
  public let loudnessDB: Double
  /// In dB.
  public let crestDB: Double
  /// In Hz.
  public let centroidHz: Double

  /// The errors of predictions for pairs; nil of none.
  init?(_ predictions: [PredictedChange], of pairs: [TrackPair]) {
    guard !pairs.isEmpty, predictions.count == pairs.count else { return nil }
    let error = { (column: ChangeColumn) -> Double in
      var sum = 0.0
      for (prediction, pair) in zip(predictions, pairs) {
        sum += abs(column.value(of: prediction) - column.value(of: pair.change))
      }
      return sum / Double(pairs.count)
    }
    loudnessDB = error(.loudness)
    crestDB = error(.crest)
    centroidHz = error(.spectralCentroid)
  }

  /// This error of a column.
  public subscript(column: ChangeColumn) -> Double {
    switch column {
    case .loudness: loudnessDB
    case .crest: crestDB
    case .spectralCentroid: centroidHz
    }
  }
}

/// Who predicts: what was learned, and what it is measured against.
public enum Predictor: String, Sendable, Hashable, CaseIterable {
  /// The learned profiles, without the pair that is predicted.
  case learned
  /// That nothing changes.
  case noChange = "no_change"
  /// The built-in profiles.
  case builtIn = "built_in"
  /// That each track changes as the others did in the mean.
  case mean = "mean_of_pairs"

  /// The name for people.
  public var name: String {
    switch self {
    case .learned: "Learned profiles"
    case .noChange: "No change"
    case .builtIn: "Built-in profiles"
    case .mean: "Mean of all pairs"
    }
  }
}
