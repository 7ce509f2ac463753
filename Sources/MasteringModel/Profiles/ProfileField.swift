/// The fields of a profile in the order of files, messages and digests: the one description that
/// every reader and writer of profiles uses.
///
/// A new field is a case with its kind, the property of ``Profile`` that it represents, and its
/// argument in `Profile.init(_:)` below.
package enum ProfileField: String, CaseIterable, Sendable {
  case id = "profile_id"
  case name
  case version
  case description
  case loudnessRange = "detection_rules.loudness_dbfs"
  case crestRange = "detection_rules.crest_db"
  case zeroCrossingRateRange = "detection_rules.zero_crossing_rate"
  case spectralCentroidRange = "detection_rules.spectral_centroid_hz"
  case loudnessChange = "processing_targets.loudness_change_db"
  case crestChange = "processing_targets.crest_change_db"
  case centroidChange = "processing_targets.centroid_change_hz"
  case targetLoudness = "processing_targets.target_loudness_dbfs"
  case source = "training.source"
  case tracks = "training.tracks"
  case confidence
  case releaseType = "release_type"
  case genreHint = "genre_hint"
  case eraEstimate = "era_estimate"

  /// What a field holds.
  package enum Kind: Sendable {
    case text, version, number, integer, range
  }

  /// What the field holds.
  package var kind: Kind {
    switch self {
    case .id, .name, .description, .source, .releaseType, .genreHint: .text
    case .version: .version
    case .loudnessRange, .crestRange, .zeroCrossingRateRange, .spectralCentroidRange: .range
    case .loudnessChange, .crestChange, .centroidChange, .targetLoudness, .confidence: .number
    case .tracks, .eraEstimate: .integer
    }
  }

  /// Whether a profile may leave the field out.
  package var isOptional: Bool {
    switch self {
    case .description, .spectralCentroidRange, .targetLoudness, .releaseType, .genreHint,
      .eraEstimate:
      true
    default: false
    }
  }

  /// The field's key within its part, or at the top level.
  package var key: String { String(rawValue.split(separator: ".").last ?? "") }

  /// A field at the top level, or a part with its fields.
  package enum Entry: Sendable {
    case field(ProfileField)
    case part(String, [ProfileField])

    /// Its key at the top.
    package var key: String {
      switch self {
      case .field(let field): field.key
      case .part(let key, _): key
      }
    }
  }

  /// The fields as they are nested, in order.
  package static let entries: [Entry] = {
    var entries: [Entry] = []
    for field in allCases {
      let keys = field.rawValue.split(separator: ".")
      guard keys.count == 2 else {
        entries.append(.field(field))
        continue
      }
      let part = String(keys[0])
      if case .part(part, let fields) = entries.last {
        entries[entries.count - 1] = .part(part, fields + [field])
      } else {
        entries.append(.part(part, [field]))
      }
    }
    return entries
  }()

  /// The value of a field.
  package enum Value: Sendable, Hashable {
    case text(String)
    case version(ProfileVersion)
    case number(Double)
    case integer(Int)
    case range(MetricRange)
  }
}

extension Profile {
  /// The value of a field; nil if the profile has none.
  package subscript(field field: ProfileField) -> ProfileField.Value? {
    switch field {
    case .id: .text(id)
    case .name: .text(name)
    case .version: .version(version)
    case .description: .text(description)
    case .loudnessRange: .range(detectionRules.loudnessDBFS)
    case .crestRange: .range(detectionRules.crestDB)
    case .zeroCrossingRateRange: .range(detectionRules.zeroCrossingRate)
    case .spectralCentroidRange: detectionRules.spectralCentroidHz.map { .range($0) }
    case .loudnessChange: .number(processingTargets.change.loudnessDB)
    case .crestChange: .number(processingTargets.change.crestDB)
    case .centroidChange: .number(processingTargets.change.centroidHz)
    case .targetLoudness: processingTargets.targetLoudnessDBFS.map { .number($0) }
    case .source: .text(training.source)
    case .tracks: .integer(training.tracks)
    case .confidence: .number(confidence)
    case .releaseType: releaseType.map { .text($0) }
    case .genreHint: genreHint.map { .text($0) }
    case .eraEstimate: eraEstimate.map { .integer($0) }
    }
  }

  /// The profile with these values, each of the kind of its field.
  ///
  /// - Throws: ``InvalidProfile`` for a missing field, and for anything the other initialiser
  ///   refuses.
  package init(_ values: [ProfileField: ProfileField.Value]) throws(InvalidProfile) {
    let values = ProfileValues(values)
    try self.init(
      id: values.required(.id, values.text), name: values.required(.name, values.text),
      version: values.required(.version, values.version),
      description: values.text(.description) ?? "",
      detectionRules: DetectionRules(
        loudnessDBFS: values.required(.loudnessRange, values.range),
        crestDB: values.required(.crestRange, values.range),
        zeroCrossingRate: values.required(.zeroCrossingRateRange, values.range),
        spectralCentroidHz: values.range(.spectralCentroidRange)),
      processingTargets: ProcessingTargets(
        change: PredictedChange(
          loudnessDB: values.required(.loudnessChange, values.number),
          crestDB: values.required(.crestChange, values.number),
          centroidHz: values.required(.centroidChange, values.number)),
        targetLoudnessDBFS: values.number(.targetLoudness)),
      training: TrainingSource(
        source: values.required(.source, values.text),
        tracks: values.required(.tracks, values.integer)),
      confidence: values.required(.confidence, values.number),
      releaseType: values.text(.releaseType), genreHint: values.text(.genreHint),
      eraEstimate: values.integer(.eraEstimate))
  }
}

/// The values of a profile that is being made, by their kinds.
private struct ProfileValues {
  private let values: [ProfileField: ProfileField.Value]

  init(_ values: [ProfileField: ProfileField.Value]) {
    self.values = values
  }

  func text(_ field: ProfileField) -> String? {
    if case .text(let text) = values[field] { text } else { nil }
  }

  func version(_ field: ProfileField) -> ProfileVersion? {
    if case .version(let version) = values[field] { version } else { nil }
  }

  func number(_ field: ProfileField) -> Double? {
    if case .number(let number) = values[field] { number } else { nil }
  }

  func integer(_ field: ProfileField) -> Int? {
    if case .integer(let number) = values[field] { number } else { nil }
  }

  func range(_ field: ProfileField) -> MetricRange? {
    if case .range(let range) = values[field] { range } else { nil }
  }

  func required<Value>(
    _ field: ProfileField, _ read: (ProfileField) -> Value?
  ) throws(InvalidProfile) -> Value {
    guard let value = read(field) else {
      throw InvalidProfile(profileID: text(.id), field: field.rawValue, reason: .missing)
    }
    return value
  }
}
