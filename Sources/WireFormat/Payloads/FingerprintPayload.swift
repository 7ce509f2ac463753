public import MasteringModel
public import StrictJSON
import Recommending

extension Fingerprint {
  /// The seven metrics under their keys.
  public var payload: JSON {
    .object(FingerprintMetric.allCases.map { .init($0.rawValue, .number(self[$0])) })
  }
}

extension TrackAnalysis {
  /// The members `fingerprint`, `analysed_seconds`, `sample_rate_hz`, `channels`,
  /// `duration_seconds` (null if unknown), `is_partial` and, if there are any, `warnings`.
  ///
  /// A length that is not finite, which only a third-party provider can return, is null.
  public var payload: JSON {
    let members: [JSON.Member] = [
      .init("fingerprint", fingerprint.payload),
      .init("analysed_seconds", finite(analysedSeconds)),
      .init("sample_rate_hz", .integer(sampleRateHz)),
      .init("channels", .integer(channels)),
      .init("duration_seconds", durationSeconds.map(finite) ?? .null),
      .init("is_partial", .bool(isPartial)),
    ]
    let warnings = warnings.map(\.payload)
    return .object(members + (warnings.isEmpty ? [] : [.init("warnings", .array(warnings))]))
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
