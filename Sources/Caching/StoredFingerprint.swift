import MasteringModel
import StrictJSON

/// Converts a fingerprint to JSON and back, for the database and for sidecars.
///
/// The members are the metrics in the order of the wire, so that a new metric needs no change here.
enum StoredFingerprint {
  static func json(of fingerprint: Fingerprint) -> JSON {
    .object(
      FingerprintMetric.allCases.map { JSON.Member($0.rawValue, .number(fingerprint[$0])) })
  }

  /// The fingerprint in an object; nil if a metric is missing or is not a finite number.
  static func fingerprint(of json: JSON) -> Fingerprint? {
    let metrics = FingerprintMetric.allCases.compactMap { json[$0.rawValue]?.asDouble }
    guard metrics.count == FingerprintMetric.allCases.count else { return nil }
    return try? Fingerprint(metrics)
  }
}
