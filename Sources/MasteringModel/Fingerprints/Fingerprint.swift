/// Seven finite numbers that describe how a track sounds: how loud, how dynamic, how noisy, how
/// bright.
///
/// A fingerprint is all the engine knows about a track. The module `Fingerprinting` defines how
/// each metric is measured; any other way to obtain the same numbers will do.
public struct Fingerprint: Sendable, Hashable, BitwiseCopyable {
  /// Mean level, in dBFS: 0 for a full-scale square wave, −3.01 for a full-scale sine, −100 for
  /// silence.
  public let loudnessDBFS: Double
  /// Highest sample level, in dBFS; above 0 only where samples exceed full scale.
  public let peakDBFS: Double
  /// Crest factor, in dB: how far the peak is above the mean level.
  public let crestDB: Double
  /// Mean spectral centroid, in Hz: where the spectrum balances, which people hear as brightness.
  public let spectralCentroidHz: Double
  /// Mean 85 % rolloff, in Hz: the frequency below which 85 % of the magnitude lies.
  public let spectralRolloffHz: Double
  /// Sign changes per sample, 0…1: high for noise and cymbals, low for bass.
  public let zeroCrossingRate: Double
  /// Mean spectral spread, in Hz: how wide the spectrum is around its centroid.
  public let spectralSpreadHz: Double

  /// A fingerprint from its seven metrics.
  ///
  /// - Throws: ``InvalidFingerprint`` naming the first metric, in wire order, that is NaN or
  ///   infinite.
  public init(
    loudnessDBFS: Double, peakDBFS: Double, crestDB: Double, spectralCentroidHz: Double,
    spectralRolloffHz: Double, zeroCrossingRate: Double, spectralSpreadHz: Double
  ) throws(InvalidFingerprint) {
    self.loudnessDBFS = loudnessDBFS
    self.peakDBFS = peakDBFS
    self.crestDB = crestDB
    self.spectralCentroidHz = spectralCentroidHz
    self.spectralRolloffHz = spectralRolloffHz
    self.zeroCrossingRate = zeroCrossingRate
    self.spectralSpreadHz = spectralSpreadHz
    for metric in FingerprintMetric.allCases where !self[metric].isFinite {
      throw InvalidFingerprint(metric: metric, value: self[metric])
    }
  }

  /// A fingerprint from its metrics in wire order, as files and messages have them.
  ///
  /// - Throws: ``InvalidFingerprint`` for the first that is NaN or infinite.
  package init(_ metrics: [Double]) throws(InvalidFingerprint) {
    precondition(
      metrics.count == FingerprintMetric.allCases.count, "A fingerprint has a value for each metric"
    )
    try self.init(
      loudnessDBFS: metrics[0], peakDBFS: metrics[1], crestDB: metrics[2],
      spectralCentroidHz: metrics[3], spectralRolloffHz: metrics[4],
      zeroCrossingRate: metrics[5], spectralSpreadHz: metrics[6])
  }

  /// The value of one metric, in that metric's unit.
  public subscript(metric: FingerprintMetric) -> Double {
    switch metric {
    case .loudness: loudnessDBFS
    case .peak: peakDBFS
    case .crest: crestDB
    case .spectralCentroid: spectralCentroidHz
    case .spectralRolloff: spectralRolloffHz
    case .zeroCrossingRate: zeroCrossingRate
    case .spectralSpread: spectralSpreadHz
    }
  }
}

/// A metric that is not a finite number, so that the track cannot be described.
public struct InvalidFingerprint: Error, Hashable {
  /// The metric that is not finite.
  public let metric: FingerprintMetric
  /// What it is instead: NaN or an infinity.
  public let value: Double

  /// The failure for one metric.
  public init(metric: FingerprintMetric, value: Double) {
    self.metric = metric
    self.value = value
  }
}
