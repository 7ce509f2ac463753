public import MasteringModel

/// One of the three things that mastering changes and that is learned.
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

  /// Decimals that people are shown.
  public var decimals: Int { self == .spectralCentroid ? 1 : 2 }

  /// A difference that is just heard, by which errors in dB and Hz are added: those of the summary of a
  /// comparison.
  public var audible: Double { self == .spectralCentroid ? 100 : 0.5 }

  /// This part of a change.
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

  /// How far this lies from another, each part in differences that are just heard, added up.
  func distance(to other: PredictedChange) -> Double {
    ChangeColumn.allCases.reduce(0) { sum, column in
      sum + abs(column.value(of: self) - column.value(of: other)) / column.audible
    }
  }
}
