/// One of the seven numbers of a fingerprint.
///
/// The raw value is the metric's key on the wire. The order is the order of the wire and of every
/// table that shows a fingerprint.
public enum FingerprintMetric: String, Sendable, Hashable, CaseIterable {
  case loudness = "loudness_dbfs"
  case peak = "peak_dbfs"
  case crest = "crest_db"
  case spectralCentroid = "spectral_centroid"
  case spectralRolloff = "spectral_rolloff"
  case zeroCrossingRate = "zero_crossing_rate"
  case spectralSpread = "spectral_spread"

  /// The name people know the metric by.
  public var name: String {
    switch self {
    case .loudness: "loudness"
    case .peak: "peak"
    case .crest: "crest factor"
    case .spectralCentroid: "spectral centroid"
    case .spectralRolloff: "spectral rolloff"
    case .zeroCrossingRate: "zero-crossing rate"
    case .spectralSpread: "spectral spread"
    }
  }

  /// The unit the metric is measured in; crossings per sample for the zero-crossing rate.
  public var unit: String {
    switch self {
    case .loudness, .peak: "dBFS"
    case .crest: "dB"
    case .spectralCentroid, .spectralRolloff, .spectralSpread: "Hz"
    case .zeroCrossingRate: "per sample"
    }
  }

  /// The unit of a difference between two values: a difference of levels is in dB.
  public var differenceUnit: String {
    switch self {
    case .loudness, .peak: "dB"
    default: unit
    }
  }

  /// How many decimals to show; more would tell a reader nothing.
  public var decimals: Int {
    switch self {
    case .loudness, .peak, .crest: 2
    case .spectralCentroid, .spectralRolloff, .spectralSpread: 1
    case .zeroCrossingRate: 5
    }
  }

  /// The name above a narrow column.
  package var columnTitle: String {
    switch self {
    case .loudness: "Loudness"
    case .peak: "Peak"
    case .crest: "Crest"
    case .spectralCentroid: "Centroid"
    case .spectralRolloff: "Rolloff"
    case .zeroCrossingRate: "Crossings"
    case .spectralSpread: "Spread"
    }
  }

  /// The values that a signal can have, of samples up to the largest binary64 number (AUD-4), with
  /// room for rounding.
  ///
  /// Source: FPR-2 to FPR-11.
  package var possibleValues: ClosedRange<Double> {
    switch self {
    case .loudness, .peak: -100.001...6200
    case .crest: -0.001...6300
    case .spectralCentroid, .spectralRolloff, .spectralSpread: 0...22_051
    case .zeroCrossingRate: 0...1
    }
  }
}
