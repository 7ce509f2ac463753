public import MasteringModel
public import StrictJSON

/// Mean and standard deviation of each metric over several fingerprints.
///
/// Levels are averaged in decibels.
public struct FingerprintStatistics: Sendable, Hashable {
  private var metrics = FingerprintMetric.allCases.map { _ in RunningStatistics() }

  /// The statistics of no fingerprints.
  public init() {}

  /// How many fingerprints there were.
  public var count: Int { metrics[0].count }

  /// Adds a fingerprint.
  public mutating func add(_ fingerprint: Fingerprint) {
    for (index, metric) in FingerprintMetric.allCases.enumerated() {
      metrics[index].add(fingerprint[metric])
    }
  }

  /// The statistics of each metric, in the order of the wire.
  package var byMetric: [(metric: FingerprintMetric, statistics: RunningStatistics)] {
    Array(zip(FingerprintMetric.allCases, metrics))
  }

  /// `mean` and `deviation` of each metric under its key; null if there are no fingerprints.
  public var payload: JSON {
    guard count > 0 else { return .null }
    return .object(
      byMetric.map { metric, statistics in
        .init(
          metric.rawValue,
          ["mean": number(statistics.mean), "deviation": number(statistics.deviation)])
      })
  }

  /// A number that may not be finite if fingerprints were absurdly large.
  private func number(_ value: Double?) -> JSON {
    value.flatMap { $0.isFinite ? .number($0) : nil } ?? .null
  }
}
