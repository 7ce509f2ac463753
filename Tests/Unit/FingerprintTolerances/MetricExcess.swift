package import AudioFixtures
package import MasteringModel

/// A metric whose deviation from its reference exceeds the tolerance.
package struct MetricExcess: Sendable, Hashable {
  /// The metric.
  package let metric: FingerprintMetric
  /// The measured value.
  package let measured: Double
  /// The reference value.
  package let expected: Double
  /// The tolerance.
  package let allowed: Double
}

extension MetricExcess: CustomStringConvertible {
  /// One line for a test failure.
  package var description: String {
    "\(metric.name) is \(measured), not \(expected) ± \(allowed) \(metric.unit)"
  }
}

extension Fingerprint {
  /// A fingerprint that another program measured.
  ///
  /// - Throws: `InvalidFingerprint` if one of the values is not a number.
  package init(_ reference: ReferenceFingerprint) throws(InvalidFingerprint) {
    try self.init(
      loudnessDBFS: reference.loudnessDBFS, peakDBFS: reference.peakDBFS,
      crestDB: reference.crestDB, spectralCentroidHz: reference.spectralCentroidHz,
      spectralRolloffHz: reference.spectralRolloffHz,
      zeroCrossingRate: reference.zeroCrossingRate, spectralSpreadHz: reference.spectralSpreadHz)
  }

  /// The metrics that deviate from `expected` by more than the tolerances; empty if all are close.
  ///
  ///     #expect(measured.excesses(over: .standardRate, from: reference) == [])
  package func excesses(
    over tolerances: MetricTolerances, from expected: Fingerprint
  ) -> [MetricExcess] {
    FingerprintMetric.allCases.compactMap { metric in
      // In this form, a NaN counts as an excess.
      if abs(self[metric] - expected[metric]) <= tolerances[metric] { return nil }
      return MetricExcess(
        metric: metric, measured: self[metric], expected: expected[metric],
        allowed: tolerances[metric])
    }
  }

  /// The metrics whose bits differ from those of `expected`; empty if all are equal.
  package func differences(from expected: Fingerprint) -> [MetricExcess] {
    FingerprintMetric.allCases.compactMap { metric in
      if self[metric].bitPattern == expected[metric].bitPattern { return nil }
      return MetricExcess(
        metric: metric, measured: self[metric], expected: expected[metric], allowed: 0)
    }
  }
}
