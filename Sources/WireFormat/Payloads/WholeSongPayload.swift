import MasteringModel
public import Recommending
public import StrictJSON

extension WholeSong {
  /// The recommendation for the whole, as `primary_profile_id`, `primary_profile_name`,
  /// `confidence_score`, `is_hybrid` and `is_fallback`; `is_same`; and as `difference` the seven metrics
  /// of the whole minus those of the part.
  public var payload: JSON {
    [
      "primary_profile_id": .string(whole.primaryProfile.id),
      "primary_profile_name": .string(whole.primaryProfile.name),
      "confidence_score": .number(whole.confidence), "is_hybrid": .bool(whole.isHybrid),
      "is_fallback": .bool(whole.isFallback), "is_same": .bool(isSame),
      "difference": .object(
        FingerprintMetric.allCases.map {
          JSON.Member($0.rawValue, .number(comparison.difference(in: $0)))
        }),
    ]
  }
}
