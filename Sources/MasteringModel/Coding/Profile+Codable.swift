extension Profile: Codable {
  private enum CodingKeys: String, CodingKey {
    case id = "profile_id"
    case name, version, description
    case detectionRules = "detection_rules"
    case processingTargets = "processing_targets"
    case training, confidence
    case releaseType = "release_type"
    case genreHint = "genre_hint"
    case eraEstimate = "era_estimate"
  }

  /// Writes the profile under the keys of profile files; what it does not state is left out.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(name, forKey: .name)
    try container.encode(version, forKey: .version)
    try container.encode(description, forKey: .description)
    try container.encode(detectionRules, forKey: .detectionRules)
    try container.encode(processingTargets, forKey: .processingTargets)
    try container.encode(training, forKey: .training)
    try container.encode(confidence, forKey: .confidence)
    try container.encodeIfPresent(releaseType, forKey: .releaseType)
    try container.encodeIfPresent(genreHint, forKey: .genreHint)
    try container.encodeIfPresent(eraEstimate, forKey: .eraEstimate)
  }

  /// Reads a profile.
  ///
  /// - Throws: `DecodingError`, whose underlying error is an ``InvalidProfile`` where the profile
  ///   itself is refused.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let id = try container.decode(String.self, forKey: .id)
    let name = try container.decode(String.self, forKey: .name)
    let version = try container.decode(ProfileVersion.self, forKey: .version)
    let description = try container.decode(String.self, forKey: .description)
    let rules = try container.decode(DetectionRules.self, forKey: .detectionRules)
    let targets = try container.decode(ProcessingTargets.self, forKey: .processingTargets)
    let training = try container.decode(TrainingSource.self, forKey: .training)
    let confidence = try container.decode(Double.self, forKey: .confidence)
    let releaseType = try container.decodeIfPresent(String.self, forKey: .releaseType)
    let genreHint = try container.decodeIfPresent(String.self, forKey: .genreHint)
    let eraEstimate = try container.decodeIfPresent(Int.self, forKey: .eraEstimate)
    self = try decoder.valid { () throws(InvalidProfile) in
      try Profile(
        id: id, name: name, version: version, description: description, detectionRules: rules,
        processingTargets: targets, training: training, confidence: confidence,
        releaseType: releaseType, genreHint: genreHint, eraEstimate: eraEstimate)
    }
  }
}

extension ProfileVersion: Codable {
  /// Writes the version as its text.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }

  /// Reads a version from its text.
  ///
  /// - Throws: `DecodingError` for a text that is no version.
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    guard let version = ProfileVersion(text) else {
      throw decoder.refusal("is not one to four numbers with dots between them")
    }
    self = version
  }
}

extension MetricRange: Codable {
  /// Writes the two bounds as an array, the lower one first.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(lowerBound)
    try container.encode(upperBound)
  }

  /// Reads the two bounds.
  ///
  /// - Throws: `DecodingError` for another count of bounds, and for bounds that ``MetricRange``
  ///   refuses.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let (lower, upper) = (
      try container.decode(Double.self), try container.decode(Double.self)
    )
    guard container.isAtEnd else { throw decoder.refusal("has more than two bounds") }
    self = try decoder.valid { () throws(InvalidMetricRange) in try MetricRange(lower, upper) }
  }
}

extension ProcessingTargets: Codable {
  private enum CodingKeys: String, CodingKey {
    case targetLoudnessDBFS = "target_loudness_dbfs"
  }

  /// Writes the three changes and, where there is one, the loudness to arrive at, side by side.
  public func encode(to encoder: any Encoder) throws {
    try change.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encodeIfPresent(targetLoudnessDBFS, forKey: .targetLoudnessDBFS)
  }

  /// Reads the targets.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      change: try PredictedChange(from: decoder),
      targetLoudnessDBFS: try container.decodeIfPresent(Double.self, forKey: .targetLoudnessDBFS))
  }
}
