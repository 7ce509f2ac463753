import MasteringModel
import ProfileCatalog
import YAMLCatalog

/// A profile in YAML, line by line, so that a test can damage a line and knows its number.
enum ProfileText {
  /// Line 1 comes first.
  static let lines = [
    "profile_id: test-v1",
    "name: Test",
    "version: \"1.0\"",
    "description: A test.",
    "detection_rules:",
    "  loudness_dbfs: [-15, -12]",
    "  crest_db: [9, 12]",
    "  zero_crossing_rate: [0.07, 0.09]",
    "  spectral_centroid_hz: [2800, 4200]",
    "processing_targets:",
    "  loudness_change_db: -3.1",
    "  crest_change_db: 0",
    "  centroid_change_hz: -77.5",
    "  target_loudness_dbfs: -14",
    "training:",
    "  source: Someone",
    "  tracks: 9",
    "confidence: 0.92",
    "release_type: live",
    "genre_hint: rock",
    "era_estimate: 1987",
  ]

  /// The profile with some lines replaced, by number; an empty one is left empty.
  static func with(_ exchanged: [Int: String] = [:]) -> String {
    lines.enumerated().map { (exchanged[$0 + 1] ?? $1) + "\n" }.joined()
  }

  /// The profile with another id and version.
  static func with(id: String, version: String = "1.0") -> String {
    with([1: "profile_id: \(id)", 3: "version: \"\(version)\""])
  }

  /// Several profiles as a list under `profiles`. Line 1 is `profiles:`, and every profile takes 21
  /// lines.
  static func list(_ profiles: [String]) -> String {
    let items = profiles.map { profile in
      profile.split(separator: "\n", omittingEmptySubsequences: true).enumerated()
        .map { ($0 == 0 ? "- " : "  ") + $1 + "\n" }.joined()
    }
    return "profiles:\n" + items.joined()
  }
}

extension ProfileImport {
  /// The causes of its problems.
  var causes: [ProfileProblem.Cause] { problems.map(\.cause) }
}

/// The result of importing a text into an empty registry.
func imported(_ text: String, file: String? = nil) -> ProfileImport {
  ProfileRegistry().importing(yaml: text, file: file)
}
