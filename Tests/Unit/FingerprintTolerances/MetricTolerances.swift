package import MasteringModel

/// The allowed deviation of each metric from a value measured by another program.
///
/// The numbers are those of `Tests/Golden/reference/README.md`: the largest observed deviations of
/// independent implementations, with a margin.
package struct MetricTolerances: Sendable, Hashable {
  /// The tolerance of loudness, peak and crest, in dB.
  package let levelsDB: Double
  /// The tolerance of centroid and spread, in Hz.
  package let centroidAndSpreadHz: Double
  /// The tolerance of the rolloff, in Hz.
  package let rolloffHz: Double
  /// The tolerance of the zero-crossing rate, per sample.
  package let zeroCrossingRate: Double

  /// For signals at 44.1 kHz.
  package static let standardRate = MetricTolerances(
    levelsDB: 1e-4, centroidAndSpreadHz: 0.05, rolloffHz: 0.1, zeroCrossingRate: 1e-6)

  /// For signals brought to 44.1 kHz by the same resampler, soxr HQ.
  package static let resampled = standardRate.scaled(by: 10)

  /// Custom tolerances.
  package init(
    levelsDB: Double, centroidAndSpreadHz: Double, rolloffHz: Double, zeroCrossingRate: Double
  ) {
    self.levelsDB = levelsDB
    self.centroidAndSpreadHz = centroidAndSpreadHz
    self.rolloffHz = rolloffHz
    self.zeroCrossingRate = zeroCrossingRate
  }

  /// All of them multiplied by a factor.
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
