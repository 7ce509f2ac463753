import StrictJSON

/// The descriptions of the tools from Spec/tools.json, with the schemas that they refer to
/// included, so that a client fetches nothing.
enum ToolDescriptions {
  /// The descriptions by name.
  static let all: [String: JSON] = {
    let tools = SpecificationFiles.document("tools.json")["tools"]?.elements ?? []
    return Dictionary(
      uniqueKeysWithValues: tools.compactMap { tool in
        guard let name = tool["name"]?.asString, let members = tool.members else { return nil }
        let bundled = members.map { member in
          member.key.hasSuffix("Schema")
            ? JSON.Member(member.key, SchemaBundle.whole(member.value)) : member
        }
        return (name, .object(bundled))
      })
  }()
}

/// A self-contained schema: every schema it refers to is in its `$defs`.
struct SchemaBundle {
  private var definitions: [String: JSON] = [:]

  /// Members that concern a schema as a file, or readers of Spec/.
  private static let leftOut: Set<String> = ["$schema", "$id", "$defs", "x-errors"]

  /// The schema of a tool, whose references are relative to Spec/.
  static func whole(_ schema: JSON) -> JSON {
    var bundle = SchemaBundle()
    // A top-level reference is replaced by the schema itself, because clients look for its type at
    // the top level.
    var root = bundle.taken(schema, from: "tools.json")
    if root.members?.count == 1, let name = root["$ref"]?.asString?.split(separator: "/").last {
      root = bundle.definitions[String(name)] ?? root
    }
    // The older revisions require a type at the top level, which a schema may leave to its parts.
    if root["type"] == nil {
      root = .object([.init("type", "object")] + (root.members ?? []))
    }
    guard !bundle.definitions.isEmpty else { return root }
    let sorted = bundle.definitions.sorted { $0.key < $1.key }.map { JSON.Member($0.key, $0.value) }
    return .object((root.members ?? []) + [.init("$defs", .object(sorted))])
  }

  /// A value with its references leading into the bundle.
  private mutating func taken(_ value: JSON, from file: String) -> JSON {
    switch value {
    case .array(let elements): return .array(elements.map { taken($0, from: file) })
    case .object(let members):
      return .object(
        members.filter { !Self.leftOut.contains($0.key) }.map { member in
          guard member.key == "$ref", let reference = member.value.asString else {
            return .init(member.key, taken(member.value, from: file))
          }
          return .init("$ref", .string("#/$defs/\(define(reference, from: file))"))
        })
    default: return value
    }
  }

  /// Adds the target of a reference, and returns its name in the bundle.
  private mutating func define(_ reference: String, from file: String) -> String {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].isEmpty ? file : Self.path(String(parts[0]), from: file)
    let definition = parts.count > 1 ? parts[1].split(separator: "/").last.map(String.init) : nil
    let stem = path.replacing("schemas/", with: "").replacing(".json", with: "")
      .replacing("/", with: ".")
    let name = definition.map { "\(stem).\($0)" } ?? stem
    guard definitions[name] == nil else { return name }
    // Set before its own references are followed, which may lead back to it.
    definitions[name] = .bool(true)
    var target = SpecificationFiles.document(path)
    if let definition { target = target["$defs"]?[definition] ?? .bool(true) }
    definitions[name] = taken(target, from: path)
    return name
  }

  /// A path in a file of Spec/, made relative to Spec/.
  private static func path(_ relative: String, from file: String) -> String {
    var folders = file.split(separator: "/").dropLast().map(String.init)
    for part in relative.split(separator: "/") {
      if part == ".." { _ = folders.popLast() } else { folders.append(String(part)) }
    }
    return folders.joined(separator: "/")
  }
}
