extension FingerprintMetric: Codable {}

extension Fingerprint: Codable {
  /// Writes the seven metrics under the same keys as on the wire.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: FieldKey.self)
    for metric in FingerprintMetric.allCases {
      try container.encode(self[metric], forKey: FieldKey(metric.rawValue))
    }
  }

  /// Reads the seven metrics.
  ///
  /// - Throws: `DecodingError` for a metric that is missing or not a finite number.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: FieldKey.self)
    let metrics = try FingerprintMetric.allCases.map {
      try container.decode(Double.self, forKey: FieldKey($0.rawValue))
    }
    self = try decoder.valid { () throws(InvalidFingerprint) in try Fingerprint(metrics) }
  }
}
