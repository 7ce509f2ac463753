public import MasteringModel
public import StrictJSON

extension Profile {
  /// The profile in a JSON object, with the rules and keys of profile files.
  ///
  /// - Throws: ``InvalidProfile`` for the first mistake: a value of the wrong kind, an unknown or
  ///   missing field, or anything that `Profile.init` refuses. A null field counts as missing.
  public init(json: JSON) throws(InvalidProfile) {
    var reader = ProfileReader<JSONNode>()
    let profile = reader.profile(from: JSONNode(json: json))
    if let problem = reader.problems.first { throw problem.cause }
    guard let profile else { preconditionFailure("A profile was refused without a reason") }
    self = profile
  }
}

/// JSON as the profile reader sees it.
private struct JSONNode: ProfileNode {
  let json: JSON

  var kind: String {
    switch json {
    case .null: "null"
    case .bool: "boolean"
    case .integer, .number, .numeral: "number"
    case .string: "text"
    case .array: "list"
    case .object: "mapping"
    }
  }

  var isNull: Bool { json.isNull }

  var members: [(key: JSONNode, name: String?, value: JSONNode)]? {
    guard case .object(let members) = json else { return nil }
    return members.map {
      (key: JSONNode(json: .string($0.key)), name: $0.key, value: JSONNode(json: $0.value))
    }
  }

  var bounds: [JSONNode]? { json.elements?.map { JSONNode(json: $0) } }
  var text: String? { json.asString }
  var idText: String? { json.asString }
  var versionText: String? { json.asString }
  var number: Double? { json.asDouble }
}
