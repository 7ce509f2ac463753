extension FingerprintMetric: Codable {}

extension Fingerprint: Codable {
  /// Writes the seven metrics under their keys, as the wire has them.
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
    func value(_ metric: FingerprintMetric) throws -> Double {
      try container.decode(Double.self, forKey: FieldKey(metric.rawValue))
    }
    let (loudness, peak, crest) = (try value(.loudness), try value(.peak), try value(.crest))
    let (centroid, rolloff) = (try value(.spectralCentroid), try value(.spectralRolloff))
    let (crossings, spread) = (try value(.zeroCrossingRate), try value(.spectralSpread))
    self = try decoder.valid { () throws(InvalidFingerprint) in
      try Fingerprint(
        loudnessDBFS: loudness, peakDBFS: peak, crestDB: crest, spectralCentroidHz: centroid,
        spectralRolloffHz: rolloff, zeroCrossingRate: crossings, spectralSpreadHz: spread)
    }
  }
}
