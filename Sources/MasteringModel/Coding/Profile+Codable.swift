extension Profile: Codable {
  /// Writes the profile under the keys of profile files; fields without a value are left out.
  public func encode(to encoder: any Encoder) throws {
    var top = encoder.container(keyedBy: FieldKey.self)
    for entry in ProfileField.entries {
      switch entry {
      case .field(let field): try encode(field, into: &top)
      case .part(let key, let fields):
        var part = top.nestedContainer(keyedBy: FieldKey.self, forKey: FieldKey(key))
        for field in fields { try encode(field, into: &part) }
      }
    }
  }

  private func encode(
    _ field: ProfileField, into container: inout KeyedEncodingContainer<FieldKey>
  ) throws {
    let key = FieldKey(field.key)
    switch self[field: field] {
    case nil: break
    case .text(let text): try container.encode(text, forKey: key)
    case .version(let version): try container.encode(version, forKey: key)
    case .number(let number): try container.encode(number, forKey: key)
    case .integer(let number): try container.encode(number, forKey: key)
    case .range(let range): try container.encode(range, forKey: key)
    }
  }

  /// Reads a profile.
  ///
  /// - Throws: `DecodingError`, whose underlying error is an ``InvalidProfile`` if the profile
  ///   itself is refused.
  public init(from decoder: any Decoder) throws {
    let top = try decoder.container(keyedBy: FieldKey.self)
    var values: [ProfileField: ProfileField.Value] = [:]
    for entry in ProfileField.entries {
      switch entry {
      case .field(let field): values[field] = try Self.value(of: field, in: top)
      case .part(let key, let fields):
        let part = try top.nestedContainer(keyedBy: FieldKey.self, forKey: FieldKey(key))
        for field in fields { values[field] = try Self.value(of: field, in: part) }
      }
    }
    self = try decoder.valid { () throws(InvalidProfile) in try Profile(values) }
  }

  private static func value(
    of field: ProfileField, in container: KeyedDecodingContainer<FieldKey>
  ) throws -> ProfileField.Value? {
    let key = FieldKey(field.key)
    if field.isOptional, try !container.contains(key) || container.decodeNil(forKey: key) {
      return nil
    }
    return switch field.kind {
    case .text: .text(try container.decode(String.self, forKey: key))
    case .version: .version(try container.decode(ProfileVersion.self, forKey: key))
    case .number: .number(try container.decode(Double.self, forKey: key))
    case .integer: .integer(try container.decode(Int.self, forKey: key))
    case .range: .range(try container.decode(MetricRange.self, forKey: key))
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
  /// - Throws: `DecodingError` for a text that is not a version.
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
  /// - Throws: `DecodingError` unless there are two bounds that ``MetricRange`` accepts.
  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let (lower, upper) = (
      try container.decode(Double.self), try container.decode(Double.self)
    )
    guard container.isAtEnd else { throw decoder.refusal("has more than two bounds") }
    self = try decoder.valid { () throws(InvalidMetricRange) in try MetricRange(lower, upper) }
  }
}
