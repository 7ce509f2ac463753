import MasteringModel

/// Reads one named blend from its mapping in YAML.
struct BlendReader {
  private let tree: YAMLTree

  /// A mistake, and its place.
  struct Refusal: Error {
    let cause: InvalidProfile
    let node: YAMLTree
  }

  init(_ tree: YAMLTree) { self.tree = tree }

  private static let keys: Set = ["blend_id", "name", "description", "members", "weights"]

  /// The blend.
  func blend() throws(Refusal) -> NamedBlend {
    let fields = try fields(of: tree, keys: Self.keys)
    let id = try text("blend_id", fields)
    let list = try required("members", fields)
    guard case .list(let entries) = list.content else {
      throw refusal("members", .wrongKind(expected: "list", found: list.kind), at: list)
    }
    var members: [NamedBlend.Member] = []
    for entry in entries {
      let part = try self.fields(of: entry, keys: ["profile_id", "weight"], in: "members.")
      let weight = try required("weight", part, in: "members.", at: entry)
      guard let number = weight.number else {
        throw refusal(
          "members.weight", .wrongKind(expected: "number", found: weight.kind), at: weight)
      }
      members.append(
        NamedBlend.Member(
          profileID: try text("profile_id", part, in: "members.", at: entry), weight: number))
    }
    var givesWeights = false
    if let word = fields["weights"], !word.isNull {
      switch word.text {
      case "own": givesWeights = true
      case "scores": break
      default:
        throw refusal(
          "weights", .wrongKind(expected: "word (own or scores)", found: word.kind), at: word)
      }
    }
    let description = fields["description"].flatMap { $0.isNull ? nil : $0 }
    guard description == nil || description?.text != nil else {
      throw refusal(
        "description", .wrongKind(expected: "text", found: description?.kind ?? ""), at: tree)
    }
    do throws(InvalidProfile) {
      return try NamedBlend(
        id: id, name: try text("name", fields, invalid: tree), description: description?.text ?? "",
        members: members, givesWeights: givesWeights)
    } catch {
      throw Refusal(cause: error, node: tree)
    }
  }

  private func text(
    _ key: String, _ fields: [String: YAMLTree], invalid tree: YAMLTree
  ) throws(InvalidProfile) -> String {
    do throws(Refusal) { return try text(key, fields) } catch { throw error.cause }
  }

  private func fields(
    of tree: YAMLTree, keys: Set<String>, in part: String = ""
  ) throws(Refusal) -> [String: YAMLTree] {
    guard let members = tree.members else {
      throw refusal(
        String(part.dropLast()), .wrongKind(expected: "mapping", found: tree.kind), at: tree)
    }
    var fields: [String: YAMLTree] = [:]
    for member in members {
      guard let name = member.name, keys.contains(name) else {
        throw refusal(part + (member.name ?? "?"), .unknownField, at: member.key)
      }
      guard fields.updateValue(member.value, forKey: name) == nil else {
        throw refusal(part + name, .repeated, at: member.key)
      }
    }
    return fields
  }

  private func required(
    _ key: String, _ fields: [String: YAMLTree], in part: String = "", at node: YAMLTree? = nil
  ) throws(Refusal) -> YAMLTree {
    guard let value = fields[key], !value.isNull else {
      throw refusal(part + key, .missing, at: node ?? tree)
    }
    return value
  }

  private func text(
    _ key: String, _ fields: [String: YAMLTree], in part: String = "", at node: YAMLTree? = nil
  ) throws(Refusal) -> String {
    let value = try required(key, fields, in: part, at: node)
    guard let text = value.text else {
      throw refusal(part + key, .wrongKind(expected: "text", found: value.kind), at: value)
    }
    return text
  }

  private func refusal(
    _ field: String, _ reason: InvalidProfile.Reason, at node: YAMLTree
  ) -> Refusal {
    let id = tree.members?.first { $0.name == "blend_id" }?.value.idText
    return Refusal(
      cause: InvalidProfile(
        profileID: id, field: field.isEmpty ? "blends" : "blends.\(field)", reason: reason),
      node: node)
  }
}
