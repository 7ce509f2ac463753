public import MasteringModel
public import StrictJSON

extension Profile {
  /// The profile under the keys of profile files; members without a value are left out.
  public var payload: JSON {
    .object(
      ProfileField.entries.flatMap { entry in
        switch entry {
        case .field(let field): members([field])
        case .part(let key, let fields): [JSON.Member(key, .object(members(fields)))]
        }
      })
  }

  private func members(_ fields: [ProfileField]) -> [JSON.Member] {
    fields.compactMap { field in
      self[field: field].map { JSON.Member(field.key, $0.payload) }
    }
  }
}

extension ProfileField.Value {
  fileprivate var payload: JSON {
    switch self {
    case .text(let text): .string(text)
    case .version(let version): .string(version.description)
    case .number(let number): .number(number)
    case .integer(let number): .integer(number)
    case .range(let range): [.number(range.lowerBound), .number(range.upperBound)]
    }
  }
}

extension ProfileCatalogue {
  /// The members `catalogue_version` (16 hexadecimal digits), `profiles` in catalogue order, and `blends`
  /// if there are any.
  public var payload: JSON {
    let blends: [JSON.Member] =
      blends.isEmpty ? [] : [.init("blends", .array(blends.map(\.payload)))]
    return .object(
      [
        .init("catalogue_version", .string(version.description)),
        .init("profiles", .array(profiles.map(\.payload))),
      ] + blends)
  }
}

extension NamedBlend {
  /// The blend under the keys that profile files use (PRO-40).
  public var payload: JSON {
    [
      "blend_id": .string(id), "name": .string(name), "description": .string(description),
      "weights": .string(givesWeights ? "own" : "scores"),
      "members": .array(
        members.map { ["profile_id": .string($0.profileID), "weight": .number($0.weight)] }),
    ]
  }
}
