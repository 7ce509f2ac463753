/// What fuzzing knows of one of the seven numbers of a fingerprint (FPR-1).
struct FuzzMetric: Sendable {
  /// Its key on the wire.
  let key: String
  /// The values of usual music, in the metric's unit.
  let usual: ClosedRange<Double>
  /// How far two ports may differ: twice the first row of FPR-18, because each may be off by as much.
  let tolerance: Double

  /// In the order of the wire.
  static let all = [
    FuzzMetric(key: "loudness_dbfs", usual: -40...0, tolerance: 2e-4),
    FuzzMetric(key: "peak_dbfs", usual: -20...0, tolerance: 2e-4),
    FuzzMetric(key: "crest_db", usual: 0...30, tolerance: 2e-4),
    FuzzMetric(key: "spectral_centroid", usual: 100...10_000, tolerance: 0.1),
    FuzzMetric(key: "spectral_rolloff", usual: 500...15_000, tolerance: 0.2),
    FuzzMetric(key: "zero_crossing_rate", usual: 0...0.4, tolerance: 2e-6),
    FuzzMetric(key: "spectral_spread", usual: 500...6000, tolerance: 0.1),
  ]

  /// The tolerance of a measured number; 0 for any other.
  static func tolerance(of key: String) -> Double { all.first { $0.key == key }?.tolerance ?? 0 }
}
