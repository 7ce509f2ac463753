import MasteringModel
import Recommending

/// The mean absolute errors of predicted changes, compared with the changes by mastering.
public struct PredictionErrors: Sendable, Hashable {
  /// In dB.
  public let loudnessDB: Double
  /// In dB.
  public let crestDB: Double
  /// In Hz.
  public let centroidHz: Double

  /// The errors of predictions for pairs; nil if there are none.
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

  /// The error of a column.
  public subscript(column: ChangeColumn) -> Double {
    switch column {
    case .loudness: loudnessDB
    case .crest: crestDB
    case .spectralCentroid: centroidHz
    }
  }
}

/// A way to predict: the learned profiles, and what they are compared with.
public enum ChangePredictor: String, Sendable, Hashable, CaseIterable {
  /// Profiles learned without the predicted pair.
  case learned
  /// That nothing changes.
  case noChange = "no_change"
  /// The built-in profiles.
  case builtIn = "built_in"
  /// The mean change of the other pairs.
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
