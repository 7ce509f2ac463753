package import MasteringModel

/// How far each metric may be from a value measured by another program.
///
/// The numbers are those of `Tests/Golden/reference/README.md`: the largest deviations that
/// independent implementations were seen to have, times a margin.
package struct MetricTolerances: Sendable, Hashable {
  /// What loudness, peak and crest may be off by, in dB.
  package let levelsDB: Double
  /// What centroid and spread may be off by, in Hz.
  package let centroidAndSpreadHz: Double
  /// What the rolloff may be off by, in Hz.
  package let rolloffHz: Double
  /// What the crossings may be off by, per sample.
  package let zeroCrossingRate: Double

  /// For signals at 44.1 kHz.
  package static let standardRate = MetricTolerances(
    levelsDB: 1e-4, centroidAndSpreadHz: 0.05, rolloffHz: 0.1, zeroCrossingRate: 1e-6)

  /// For signals that the same resampler, soxr HQ, brought to 44.1 kHz.
  package static let resampled = standardRate.scaled(by: 10)

  /// Tolerances of one's own.
  package init(
    levelsDB: Double, centroidAndSpreadHz: Double, rolloffHz: Double, zeroCrossingRate: Double
  ) {
    self.levelsDB = levelsDB
    self.centroidAndSpreadHz = centroidAndSpreadHz
    self.rolloffHz = rolloffHz
    self.zeroCrossingRate = zeroCrossingRate
  }

  /// All of them times a factor.
  package func scaled(by factor: Double) -> MetricTolerances {
    MetricTolerances(
      levelsDB: factor * levelsDB, centroidAndSpreadHz: factor * centroidAndSpreadHz,
      rolloffHz: factor * rolloffHz, zeroCrossingRate: factor * zeroCrossingRate)
  }

  /// The tolerance of one metric, in its unit.
  package subscript(metric: FingerprintMetric) -> Double {
    switch metric {
    case .loudness, .peak, .crest: levelsDB
    case .spectralCentroid, .spectralSpread: centroidAndSpreadHz
    case .spectralRolloff: rolloffHz
    case .zeroCrossingRate: zeroCrossingRate
    }
  }
}
