public import MasteringModel
public import StrictJSON

extension Profile {
  /// The profile that an object states, by the rules and under the keys of profile files.
  ///
  /// - Throws: ``InvalidProfile`` for the first thing that is wrong: a value of another kind, an
  ///   unknown field, a missing one, and whatever `Profile.init` refuses. A field that is null counts
  ///   as not written.
  public init(json: JSON) throws(InvalidProfile) {
    var reader = ProfileReader<JSONNode>()
    let profile = reader.profile(from: JSONNode(json: json))
    if let problem = reader.problems.first { throw problem.cause }
    guard let profile else { preconditionFailure("A profile was refused without a reason") }
    self = profile
  }
}

/// What a profile's reader sees in JSON.
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
