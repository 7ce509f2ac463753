public import MasteringModel
public import StrictJSON
internal import Recommending

extension Fingerprint {
  /// The seven metrics under their keys.
  public var payload: JSON {
    .object(FingerprintMetric.allCases.map { .init($0.rawValue, .number(self[$0])) })
  }
}

extension TrackAnalysis {
  /// The members `fingerprint`, `analysed_seconds`, `sample_rate_hz`, `channels`,
  /// `duration_seconds` (null when unknown) and `is_partial`.
  ///
  /// A length that is no finite number, which only a foreign provider can give, is null.
  public var payload: JSON {
    [
      "fingerprint": fingerprint.payload,
      "analysed_seconds": finite(analysedSeconds),
      "sample_rate_hz": .integer(sampleRateHz),
      "channels": .integer(channels),
      "duration_seconds": durationSeconds.map(finite) ?? .null,
      "is_partial": .bool(isPartial),
    ]
  }

  private func finite(_ seconds: Double) -> JSON {
    seconds.isFinite ? .number(seconds) : .null
  }
}

extension FingerprintComparison {
  /// The members `first`, `second` and `difference` (second minus first), each the seven metrics
  /// under their keys, and `summary`.
  public var payload: JSON {
    [
      "first": first.payload,
      "second": second.payload,
      "difference": .object(
        FingerprintMetric.allCases.map { .init($0.rawValue, .number(difference(in: $0))) }),
      "summary": .string(summary),
    ]
  }
}
