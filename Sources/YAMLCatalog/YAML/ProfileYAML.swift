public import MasteringModel

/// Writes profiles as YAML.
///
/// The output reads back as an equal value: numbers have the fewest digits that represent them
/// exactly, and texts are quoted wherever YAML would read them as something else. The keys are
/// always in the same order, and fields that a profile does not have are left out. (One thing is
/// lost: a byte order mark, U+FEFF, at the start of a text; the parser removes it.)
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

  /// A document of blends, under the key `blends`.
  public static func text(of blends: [NamedBlend]) -> String {
    if blends.isEmpty { return "blends: []\n" }
    return "blends:\n"
      + blends.map { blend in
        var lines = [
          "  - blend_id: \(YAMLText.written(blend.id))",
          "    name: \(YAMLText.written(blend.name))",
        ]
        if !blend.description.isEmpty {
          lines.append("    description: \(YAMLText.written(blend.description))")
        }
        if blend.givesWeights { lines.append("    weights: own") }
        lines.append("    members:")
        for member in blend.members {
          lines.append(
            "      - {profile_id: \(YAMLText.written(member.profileID)), weight: \(YAMLText.written(member.weight))}"
          )
        }
        return lines.map { $0 + "\n" }.joined()
      }.joined(separator: "\n")
  }

  /// A document of a catalogue, in catalogue order.
  public static func text(of catalogue: ProfileCatalogue) -> String {
    text(of: catalogue.profiles)
      + (catalogue.blends.isEmpty ? "" : "\n" + text(of: catalogue.blends))
  }
}

/// The lines of a profile, without line breaks.
private struct ProfileLines {
  private(set) var lines: [String] = []

  init(_ profile: Profile) {
    for entry in ProfileField.entries {
      switch entry {
      case .field(let field): add(field, of: profile)
      case .part(let key, let fields):
        lines.append("\(key):")
        for field in fields { add(field, of: profile, indent: "  ") }
      }
    }
  }

  private mutating func add(_ field: ProfileField, of profile: Profile, indent: String = "") {
    guard let value = profile[field: field], field != .description || value != .text("") else {
      return
    }
    lines.append("\(indent)\(field.key): \(value.written)")
  }
}

extension ProfileField.Value {
  fileprivate var written: String {
    switch self {
    case .text(let text): YAMLText.written(text)
    // Always in quotes: other readers would read 1.10 as the number 1.1.
    case .version(let version): YAMLText.quoted(version.description)
    case .number(let number): YAMLText.written(number)
    case .integer(let number): "\(number)"
    case .range(let range):
      "[\([range.lowerBound, range.upperBound].map(YAMLText.written).joined(separator: ", "))]"
    }
  }
}
