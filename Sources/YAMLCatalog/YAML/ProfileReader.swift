import MasteringModel
import ProfileCatalog

/// Reads one profile from its mapping, and notes all that is wrong with it.
///
/// What a profile must be is said in `Profile.init`; here is only how it is written.
struct ProfileReader {
  private let file: String?
  private var profileID: String?
  /// Where each field stands that was read, by its path.
  private var places: [String: SourcePlace] = [:]
  private(set) var problems: [ProfileProblem] = []

  init(file: String?) {
    self.file = file
  }

  mutating func profile(from tree: YAMLTree) -> Profile? {
    profileID = Self.id(in: tree)
    let known = [
      "profile_id", "name", "version", "description", "detection_rules", "processing_targets",
      "training", "confidence", "release_type", "genre_hint", "era_estimate",
    ]
    guard let fields = fields(of: tree, path: "", known: known) else { return nil }
    let id = text("profile_id", in: fields)
    let name = text("name", in: fields)
    let version = version(in: fields)
    let description = optionalText("description", in: fields)
    let rules = detectionRules(in: fields)
    let targets = processingTargets(in: fields)
    let training = training(in: fields)
    let confidence = number("confidence", in: fields)
    let releaseType = optionalText("release_type", in: fields)
    let genreHint = optionalText("genre_hint", in: fields)
    let era = fields["era_estimate"].flatMap { wholeNumber($0.tree, path: $0.path) }
    guard problems.isEmpty, let id, let name, let version, let rules, let targets, let training,
      let confidence
    else { return nil }
    do throws(InvalidProfile) {
      return try Profile(
        id: id, name: name, version: version, description: description ?? "",
        detectionRules: rules, processingTargets: targets, training: training,
        confidence: confidence, releaseType: releaseType, genreHint: genreHint, eraEstimate: era)
    } catch {
      refuse(error.field, error.reason, at: places[error.field] ?? place(of: tree))
      return nil
    }
  }

  /// The id as far as it can be made out, so that every problem can name it.
  private static func id(in tree: YAMLTree) -> String? {
    guard case .mapping(let pairs) = tree.content else { return nil }
    let value = pairs.first { $0.key.scalar?.text == "profile_id" }?.value
    return value.flatMap { $0.isNull ? nil : $0.scalar?.text }
  }

  // MARK: Parts

  private mutating func version(in fields: Fields) -> ProfileVersion? {
    guard let (tree, path) = required("version", in: fields) else { return nil }
    // The text as it was written: 1.10 is no number here, or it would become 1.1.
    guard let scalar = tree.scalar, !scalar.isTagged, scalar.kind != .boolean else {
      refuse(path, .wrongKind(expected: "text", found: tree.kind), at: place(of: tree))
      return nil
    }
    guard let version = ProfileVersion(scalar.text) else {
      refuse(path, .notAVersion(scalar.text), at: place(of: tree))
      return nil
    }
    return version
  }

  private mutating func detectionRules(in fields: Fields) -> DetectionRules? {
    guard
      let rules = part(
        "detection_rules", in: fields,
        known: ["loudness_dbfs", "crest_db", "zero_crossing_rate", "spectral_centroid_hz"])
    else { return nil }
    let loudness = range("loudness_dbfs", in: rules)
    let crest = range("crest_db", in: rules)
    let zeroCrossingRate = range("zero_crossing_rate", in: rules)
    let centroid = rules["spectral_centroid_hz"].flatMap { range($0.tree, path: $0.path) }
    guard let loudness, let crest, let zeroCrossingRate else { return nil }
    return DetectionRules(
      loudnessDBFS: loudness, crestDB: crest, zeroCrossingRate: zeroCrossingRate,
      spectralCentroidHz: centroid)
  }

  private mutating func processingTargets(in fields: Fields) -> ProcessingTargets? {
    guard
      let targets = part(
        "processing_targets", in: fields,
        known: [
          "loudness_change_db", "crest_change_db", "centroid_change_hz", "target_loudness_dbfs",
        ])
    else { return nil }
    let loudness = number("loudness_change_db", in: targets)
    let crest = number("crest_change_db", in: targets)
    let centroid = number("centroid_change_hz", in: targets)
    let target = targets["target_loudness_dbfs"].flatMap { number($0.tree, path: $0.path) }
    guard let loudness, let crest, let centroid else { return nil }
    return ProcessingTargets(
      change: PredictedChange(loudnessDB: loudness, crestDB: crest, centroidHz: centroid),
      targetLoudnessDBFS: target)
  }

  private mutating func training(in fields: Fields) -> TrainingSource? {
    guard let training = part("training", in: fields, known: ["source", "tracks"]) else {
      return nil
    }
    let source = text("source", in: training)
    let tracks = required("tracks", in: training).flatMap { wholeNumber($0.tree, path: $0.path) }
    guard let source, let tracks else { return nil }
    return TrainingSource(source: source, tracks: tracks)
  }

  // MARK: Fields

  /// The fields of a mapping by their keys, `null` ones left out as if they were not written.
  struct Fields {
    let path: String
    let place: SourcePlace
    fileprivate(set) var values: [String: YAMLTree] = [:]

    func path(of key: String) -> String {
      path.isEmpty ? key : "\(path).\(key)"
    }

    subscript(key: String) -> (tree: YAMLTree, path: String)? {
      values[key].flatMap { $0.isNull ? nil : ($0, path(of: key)) }
    }
  }

  /// The fields of a mapping; refuses keys that are not known, and those that are written twice.
  mutating func fields(of tree: YAMLTree, path: String, known: [String]) -> Fields? {
    guard case .mapping(let pairs) = tree.content else {
      refuse(path, .wrongKind(expected: "mapping", found: tree.kind), at: place(of: tree))
      return nil
    }
    var fields = Fields(path: path, place: place(of: tree))
    var keyPlaces: [String: SourcePlace] = [:]
    for (key, value) in pairs {
      let keyPlace = place(of: key)
      guard let name = key.scalar?.text else {
        refuse(
          fields.path(of: "?"), .wrongKind(expected: "text as a key", found: key.kind), at: keyPlace
        )
        continue
      }
      if let earlier = keyPlaces[name] {
        refuse(fields.path(of: name), .repeated, at: keyPlace, earlier: earlier)
        continue
      }
      keyPlaces[name] = keyPlace
      guard known.contains(name) else {
        refuse(fields.path(of: name), .unknownField, at: keyPlace)
        continue
      }
      fields.values[name] = value
      places[fields.path(of: name)] = place(of: value)
    }
    return fields
  }

  /// The value of a field, which is refused when it is missing.
  private mutating func required(
    _ key: String, in fields: Fields
  ) -> (tree: YAMLTree, path: String)? {
    if let field = fields[key] { return field }
    let path = fields.path(of: key)
    // A key without a value is pointed at; a key that is not there cannot be.
    refuse(path, .missing, at: places[path] ?? fields.place)
    return nil
  }

  private mutating func part(_ key: String, in fields: Fields, known: [String]) -> Fields? {
    guard let (tree, path) = required(key, in: fields) else { return nil }
    return self.fields(of: tree, path: path, known: known)
  }

  // MARK: Values

  private mutating func text(_ key: String, in fields: Fields) -> String? {
    required(key, in: fields).flatMap { text($0.tree, path: $0.path) }
  }

  private mutating func optionalText(_ key: String, in fields: Fields) -> String? {
    fields[key].flatMap { text($0.tree, path: $0.path) }
  }

  private mutating func text(_ tree: YAMLTree, path: String) -> String? {
    guard let scalar = tree.scalar, scalar.kind == .text else {
      refuse(path, .wrongKind(expected: "text", found: tree.kind), at: place(of: tree))
      return nil
    }
    return scalar.text
  }

  private mutating func number(_ key: String, in fields: Fields) -> Double? {
    required(key, in: fields).flatMap { number($0.tree, path: $0.path) }
  }

  private mutating func number(_ tree: YAMLTree, path: String) -> Double? {
    switch tree.scalar?.number {
    case .some(let number) where number.isFinite: return number
    case .some(let number): refuse(path, .notFinite(number), at: place(of: tree))
    case .none:
      refuse(path, .wrongKind(expected: "number", found: tree.kind), at: place(of: tree))
    }
    return nil
  }

  private mutating func wholeNumber(_ tree: YAMLTree, path: String) -> Int? {
    // However it is written: 12, 12.0 and 1.2e1 are the same number, as they are in JSON.
    guard let number = tree.scalar?.decimalNumber, number.isFinite, number == number.rounded()
    else {
      refuse(path, .wrongKind(expected: "whole number", found: tree.kind), at: place(of: tree))
      return nil
    }
    // Beyond 2^53 − 1 neighbours are the same in binary64, however they were written.
    guard abs(number) <= Double(Profile.largestInteger) else {
      refuse(path, .beyondIntegers(number), at: place(of: tree))
      return nil
    }
    return Int(number)
  }

  private mutating func range(_ key: String, in fields: Fields) -> MetricRange? {
    required(key, in: fields).flatMap { range($0.tree, path: $0.path) }
  }

  private mutating func range(_ tree: YAMLTree, path: String) -> MetricRange? {
    guard let bounds = bounds(of: tree, path: path) else { return nil }
    let numbers = bounds.compactMap { number($0, path: path) }
    guard numbers.count == 2 else { return nil }
    do throws(InvalidMetricRange) {
      return try MetricRange(numbers[0], numbers[1])
    } catch .inverted(let low, let high) {
      refuse(path, .invertedRange(low, high), at: place(of: tree))
    } catch {
      // Both bounds are finite, so it is the distance between them that is not.
      refuse(path, .notFinite(.infinity), at: place(of: tree))
    }
    return nil
  }

  /// The two bounds of a range; refuses anything but a list of two.
  private mutating func bounds(of tree: YAMLTree, path: String) -> [YAMLTree]? {
    let written: [YAMLTree]
    switch tree.content {
    case .list(let list): written = list
    // `{min: -15}`: its author has forgotten the other bound rather than the brackets.
    case .mapping(let pairs) where pairs.count < 2: written = pairs.map(\.value)
    default:
      refuse(
        path, .wrongKind(expected: "list of two numbers", found: tree.kind), at: place(of: tree))
      return nil
    }
    let bounds = written.filter { !$0.isNull }
    guard written.count == 2, bounds.count == 2 else {
      refuse(path, .oneSidedRange(bounds: bounds.count), at: place(of: tree))
      return nil
    }
    return bounds
  }

  // MARK: Problems

  func place(of tree: YAMLTree) -> SourcePlace {
    SourcePlace(file: file, line: tree.line, column: tree.column)
  }

  private mutating func refuse(
    _ field: String, _ reason: InvalidProfile.Reason, at place: SourcePlace,
    earlier: SourcePlace? = nil
  ) {
    problems.append(
      ProfileProblem(
        place: place,
        cause: .profile(InvalidProfile(profileID: profileID, field: field, reason: reason)),
        earlierPlace: earlier))
  }
}

extension YAMLScalar {
  /// The number that its digits say, infinite where they are too many; nil for anything else.
  fileprivate var decimalNumber: Double? {
    switch kind {
    case .wholeNumber, .number: Double(text)
    default: nil
    }
  }

  /// The number it stands for, infinite and NaN included; nil when it is none.
  fileprivate var number: Double? {
    switch kind {
    case .wholeNumber, .number: decimalNumber
    case .notFinite(let number): number
    // What other languages write for such numbers in JSON that is none.
    case .text: ["NaN": .nan, "Infinity": .infinity, "-Infinity": -.infinity][text]
    default: nil
    }
  }
}
