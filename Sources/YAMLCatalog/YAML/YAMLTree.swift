/// A part of a YAML document with its place. Independent of profiles.
struct YAMLTree: Sendable {
  /// Where it begins; lines and columns are counted from 1.
  let line: Int
  let column: Int
  let content: Content

  enum Content: Sendable {
    case scalar(YAMLScalar)
    case list([YAMLTree])
    /// The pairs as written, including repeated keys.
    case mapping([(key: YAMLTree, value: YAMLTree)])
  }

  /// Its kind, as a word for messages.
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

  /// Whether the value is empty or `null`.
  var isNull: Bool { scalar?.kind == .null }
}
