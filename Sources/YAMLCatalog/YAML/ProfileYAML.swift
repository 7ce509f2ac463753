public import MasteringModel

/// Writes profiles as YAML.
///
/// What is written reads back as an equal value: numbers in the fewest digits that say them
/// exactly, texts in quotes wherever YAML would take them for something else. The keys always
/// stand in the same order, and fields that a profile does not have are left out. (One thing is
/// lost: a byte order mark, U+FEFF, that a text begins with; the parser takes it away.)
public enum ProfileYAML {
  /// A document of one profile.
  public static func text(of profile: Profile) -> String {
    ProfileLines(profile).lines.map { $0 + "\n" }.joined()
  }

  /// A document of several profiles, in their order, under the key `profiles`.
  public static func text(of profiles: [Profile]) -> String {
    if profiles.isEmpty { return "profiles: []\n" }
    let items = profiles.map { profile in
      let lines = ProfileLines(profile).lines.enumerated()
      return lines.map { ($0 == 0 ? "  - " : "    ") + $1 + "\n" }.joined()
    }
    return "profiles:\n" + items.joined(separator: "\n")
  }

  /// A document of a catalogue, in its order.
  public static func text(of catalogue: ProfileCatalogue) -> String {
    text(of: catalogue.profiles)
  }
}

/// The lines of a profile, without line breaks.
private struct ProfileLines {
  private(set) var lines: [String] = []

  init(_ profile: Profile) {
    add("profile_id", text: profile.id)
    add("name", text: profile.name)
    // Always in quotes: other readers would take 1.10 for the number 1.1.
    lines.append("version: \(YAMLText.quoted(profile.version.description))")
    if !profile.description.isEmpty { add("description", text: profile.description) }
    let rules = profile.detectionRules
    lines.append("detection_rules:")
    add("  loudness_dbfs", rules.loudnessDBFS)
    add("  crest_db", rules.crestDB)
    add("  zero_crossing_rate", rules.zeroCrossingRate)
    if let centroid = rules.spectralCentroidHz { add("  spectral_centroid_hz", centroid) }
    let targets = profile.processingTargets
    lines.append("processing_targets:")
    add("  loudness_change_db", targets.change.loudnessDB)
    add("  crest_change_db", targets.change.crestDB)
    add("  centroid_change_hz", targets.change.centroidHz)
    if let loudness = targets.targetLoudnessDBFS { add("  target_loudness_dbfs", loudness) }
    lines.append("training:")
    add("  source", text: profile.training.source)
    lines.append("  tracks: \(profile.training.tracks)")
    add("confidence", profile.confidence)
    if let releaseType = profile.releaseType { add("release_type", text: releaseType) }
    if let genreHint = profile.genreHint { add("genre_hint", text: genreHint) }
    if let era = profile.eraEstimate { lines.append("era_estimate: \(era)") }
  }

  private mutating func add(_ key: String, text: String) {
    lines.append("\(key): \(YAMLText.written(text))")
  }

  private mutating func add(_ key: String, _ number: Double) {
    lines.append("\(key): \(YAMLText.written(number))")
  }

  private mutating func add(_ key: String, _ range: MetricRange) {
    let bounds = [range.lowerBound, range.upperBound].map(YAMLText.written)
    lines.append("\(key): [\(bounds.joined(separator: ", "))]")
  }
}
