/// A part of a YAML document, and where it stands. Knows nothing of profiles.
struct YAMLTree: Sendable {
  /// Where it begins; lines and columns are counted from 1.
  let line: Int
  let column: Int
  let content: Content

  enum Content: Sendable {
    case scalar(YAMLScalar)
    case list([YAMLTree])
    /// The pairs as they were written, repeated keys included.
    case mapping([(key: YAMLTree, value: YAMLTree)])
  }

  /// What it is, in a word for people.
  var kind: String {
    switch content {
    case .scalar(let scalar): scalar.kind.name
    case .list: "list"
    case .mapping: "mapping"
    }
  }

  /// Its scalar, unless it is a list or a mapping.
  var scalar: YAMLScalar? {
    if case .scalar(let scalar) = content { scalar } else { nil }
  }

  /// Whether nothing is written there, or `null`.
  var isNull: Bool { scalar?.kind == .null }
}
