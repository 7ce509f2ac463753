public import MasteringModel
public import StrictJSON

extension Profile {
  /// The profile that an object states, by the rules and under the keys of profile files.
  ///
  /// - Throws: ``InvalidProfile`` for the first thing that is wrong: a value of another kind, an
  ///   unknown field, a missing one, and whatever `Profile.init` refuses. A field that is null counts
  ///   as not written.
  public init(json: JSON) throws(InvalidProfile) {
    self = try ProfileObject(json).profile()
  }
}

extension [Profile] {
  /// The profiles that these objects state, in their order.
  ///
  /// - Throws: ``FailureCode/invalidProfile`` for the first profile that is refused.
  init(json elements: [JSON]) throws(FailureReport) {
    self = []
    reserveCapacity(elements.count)
    do throws(InvalidProfile) {
      for element in elements { append(try Profile(json: element)) }
    } catch {
      throw FailureReport(error)
    }
  }
}

extension ProfileCatalogue {
  /// The catalogue of the profiles that were sent with a call.
  ///
  /// - Throws: ``FailureCode/invalidProfile`` for the first profile that is refused,
  ///   ``FailureCode/noProfiles``, ``FailureCode/duplicateProfile``.
  public init(json elements: [JSON]) throws(FailureReport) {
    let profiles = try [Profile](json: elements)
    do {
      self = try ProfileCatalogue(profiles)
    } catch {
      throw FailureReport(error)
    }
  }
}

/// Reads one profile from its object. What a profile must be is said in `Profile.init`; here is only
/// how it is written.
private struct ProfileObject {
  private let json: JSON
  private let id: String?

  init(_ json: JSON) {
    self.json = json
    id = json["profile_id"]?.asString
  }

  func profile() throws(InvalidProfile) -> Profile {
    let fields = try part(
      json, "",
      known: [
        "profile_id", "name", "version", "description", "detection_rules", "processing_targets",
        "training", "confidence", "release_type", "genre_hint", "era_estimate",
      ])
    return try Profile(
      id: try text("profile_id", in: fields), name: try text("name", in: fields),
      version: try version(in: fields),
      description: try optional("description", in: fields, text) ?? "",
      detectionRules: try detectionRules(in: fields),
      processingTargets: try processingTargets(in: fields), training: try training(in: fields),
      confidence: try number("confidence", in: fields),
      releaseType: try optional("release_type", in: fields, text),
      genreHint: try optional("genre_hint", in: fields, text),
      eraEstimate: try optional("era_estimate", in: fields, wholeNumber))
  }

  // MARK: Parts

  private func version(in fields: Part) throws(InvalidProfile) -> ProfileVersion {
    let text = try text("version", in: fields)
    guard let version = ProfileVersion(text) else {
      throw refusal(fields.path(of: "version"), .notAVersion(text))
    }
    return version
  }

  private func detectionRules(in fields: Part) throws(InvalidProfile) -> DetectionRules {
    let rules = try part(
      try required("detection_rules", in: fields), "detection_rules",
      known: ["loudness_dbfs", "crest_db", "zero_crossing_rate", "spectral_centroid_hz"])
    return DetectionRules(
      loudnessDBFS: try range("loudness_dbfs", in: rules),
      crestDB: try range("crest_db", in: rules),
      zeroCrossingRate: try range("zero_crossing_rate", in: rules),
      spectralCentroidHz: try optional("spectral_centroid_hz", in: rules, range))
  }

  private func processingTargets(in fields: Part) throws(InvalidProfile) -> ProcessingTargets {
    let targets = try part(
      try required("processing_targets", in: fields), "processing_targets",
      known: [
        "loudness_change_db", "crest_change_db", "centroid_change_hz", "target_loudness_dbfs",
      ])
    return ProcessingTargets(
      change: PredictedChange(
        loudnessDB: try number("loudness_change_db", in: targets),
        crestDB: try number("crest_change_db", in: targets),
        centroidHz: try number("centroid_change_hz", in: targets)),
      targetLoudnessDBFS: try optional("target_loudness_dbfs", in: targets, number))
  }

  private func training(in fields: Part) throws(InvalidProfile) -> TrainingSource {
    let training = try part(
      try required("training", in: fields), "training", known: ["source", "tracks"])
    return TrainingSource(
      source: try text("source", in: training), tracks: try wholeNumber("tracks", in: training))
  }

  // MARK: Fields

  /// The fields of an object, null ones left out as if they were not written.
  private struct Part {
    let path: String
    let members: [JSON.Member]

    func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    subscript(key: String) -> JSON? {
      members.first { $0.key == key && $0.value != .null }?.value
    }
  }

  private func part(
    _ value: JSON, _ path: String, known: [String]
  ) throws(InvalidProfile) -> Part {
    guard case .object(let members) = value else {
      throw refusal(path, .wrongKind(expected: "mapping", found: value.kind))
    }
    let part = Part(path: path, members: members)
    for member in members where !known.contains(member.key) {
      throw refusal(part.path(of: member.key), .unknownField)
    }
    return part
  }

  private func required(_ key: String, in part: Part) throws(InvalidProfile) -> JSON {
    guard let value = part[key] else { throw refusal(part.path(of: key), .missing) }
    return value
  }

  private func optional<Value>(
    _ key: String, in part: Part,
    _ read: (String, Part) throws(InvalidProfile) -> Value
  ) throws(InvalidProfile) -> Value? {
    part[key] == nil ? nil : try read(key, part)
  }

  // MARK: Values

  private func text(_ key: String, in part: Part) throws(InvalidProfile) -> String {
    let value = try required(key, in: part)
    guard let text = value.asString else {
      throw refusal(part.path(of: key), .wrongKind(expected: "text", found: value.kind))
    }
    return text
  }

  private func number(_ key: String, in part: Part) throws(InvalidProfile) -> Double {
    try number(try required(key, in: part), part.path(of: key))
  }

  private func number(_ value: JSON, _ path: String) throws(InvalidProfile) -> Double {
    guard let number = value.asDouble else {
      throw refusal(path, .wrongKind(expected: "number", found: value.kind))
    }
    guard number.isFinite else { throw refusal(path, .notFinite(number)) }
    return number
  }

  private func wholeNumber(_ key: String, in part: Part) throws(InvalidProfile) -> Int {
    let value = try required(key, in: part)
    guard let number = value.asDouble, number.isFinite, number == number.rounded() else {
      throw refusal(part.path(of: key), .wrongKind(expected: "whole number", found: value.kind))
    }
    // Beyond 2^53 − 1 neighbours are the same in binary64, however they were written.
    guard abs(number) <= Double(Profile.largestInteger) else {
      throw refusal(part.path(of: key), .beyondIntegers(number))
    }
    return Int(number)
  }

  private func range(_ key: String, in part: Part) throws(InvalidProfile) -> MetricRange {
    let value = try required(key, in: part)
    let path = part.path(of: key)
    guard let bounds = value.elements else {
      throw refusal(path, .wrongKind(expected: "list of two numbers", found: value.kind))
    }
    guard bounds.count == 2, !bounds.contains(.null) else {
      throw refusal(path, .oneSidedRange(bounds: bounds.count { $0 != .null }))
    }
    let (low, high) = (try number(bounds[0], path), try number(bounds[1], path))
    do throws(InvalidMetricRange) {
      return try MetricRange(low, high)
    } catch .inverted(let low, let high) {
      throw refusal(path, .invertedRange(low, high))
    } catch {
      // Both bounds are finite, so it is the distance between them that is not.
      throw refusal(path, .notFinite(.infinity))
    }
  }

  private func refusal(_ field: String, _ reason: InvalidProfile.Reason) -> InvalidProfile {
    InvalidProfile(profileID: id, field: field, reason: reason)
  }
}

extension JSON {
  /// What kind of value it is, in the words of profile files.
  fileprivate var kind: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer, .number, .numeral: "number"
    case .string: "text"
    case .array: "list"
    case .object: "mapping"
    }
  }
}
