public import MasteringModel

/// One of the three changes by mastering that are learned.
public enum ChangeColumn: String, Sendable, Hashable, CaseIterable {
  case loudness
  case crest
  case spectralCentroid = "spectral_centroid"

  /// The name for people.
  public var name: String {
    switch self {
    case .loudness: "Loudness"
    case .crest: "Crest factor"
    case .spectralCentroid: "Brightness"
    }
  }

  /// The unit: dB or Hz.
  public var unit: String { self == .spectralCentroid ? "Hz" : "dB" }

  /// How many decimals to show.
  public var decimals: Int { self == .spectralCentroid ? 1 : 2 }

  /// A just audible difference, as in the summary of a comparison; errors in dB and Hz are divided
  /// by it so that they can be added.
  public var audible: Double { self == .spectralCentroid ? 100 : 0.5 }

  /// The value of this column in a change.
  public func value(of change: PredictedChange) -> Double {
    switch self {
    case .loudness: change.loudnessDB
    case .crest: change.crestDB
    case .spectralCentroid: change.centroidHz
    }
  }
}

extension PredictedChange {
  /// A change from its columns.
  init(_ value: (ChangeColumn) -> Double) {
    self.init(
      loudnessDB: value(.loudness), crestDB: value(.crest), centroidHz: value(.spectralCentroid))
  }

  /// The distance to another change: the sum of the parts, each in just audible differences.
  func distance(to other: PredictedChange) -> Double {
    ChangeColumn.allCases.reduce(0) { sum, column in
      sum + abs(column.value(of: self) - column.value(of: other)) / column.audible
    }
  }
}
