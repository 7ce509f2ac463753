package import AudioFixtures
package import MasteringModel

/// A metric that is further from its reference than it may be.
package struct MetricExcess: Sendable, Hashable {
  /// The metric.
  package let metric: FingerprintMetric
  /// What was measured.
  package let measured: Double
  /// What should have been.
  package let expected: Double
  /// How far it may be off.
  package let allowed: Double
}

extension MetricExcess: CustomStringConvertible {
  /// One line for a test's failure.
  package var description: String {
    "\(metric.name) is \(measured), not \(expected) ± \(allowed) \(metric.unit)"
  }
}

extension Fingerprint {
  /// A fingerprint that another program measured.
  ///
  /// - Throws: `InvalidFingerprint` when it measured something that is not a number.
  package init(_ reference: ReferenceFingerprint) throws(InvalidFingerprint) {
    try self.init(
      loudnessDBFS: reference.loudnessDBFS, peakDBFS: reference.peakDBFS,
      crestDB: reference.crestDB, spectralCentroidHz: reference.spectralCentroidHz,
      spectralRolloffHz: reference.spectralRolloffHz,
      zeroCrossingRate: reference.zeroCrossingRate, spectralSpreadHz: reference.spectralSpreadHz)
  }

  /// The metrics that are further from `expected` than they may be; empty when all are close.
  ///
  ///     #expect(measured.excesses(over: .standardRate, from: reference) == [])
  package func excesses(
    over tolerances: MetricTolerances, from expected: Fingerprint
  ) -> [MetricExcess] {
    FingerprintMetric.allCases.compactMap { metric in
      // Written so that a NaN would be an excess.
      if abs(self[metric] - expected[metric]) <= tolerances[metric] { return nil }
      return MetricExcess(
        metric: metric, measured: self[metric], expected: expected[metric],
        allowed: tolerances[metric])
    }
  }

  /// The metrics whose bits are others than those of `expected`; empty when all are the same.
  package func differences(from expected: Fingerprint) -> [MetricExcess] {
    FingerprintMetric.allCases.compactMap { metric in
      if self[metric].bitPattern == expected[metric].bitPattern { return nil }
      return MetricExcess(
        metric: metric, measured: self[metric], expected: expected[metric], allowed: 0)
    }
  }
}
