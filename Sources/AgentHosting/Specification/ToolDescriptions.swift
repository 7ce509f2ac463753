import StrictJSON

/// What Spec/tools.json says of the tools, with the schemas that it refers to taken in: a client fetches
/// nothing.
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

/// A schema that needs no other: each one it refers to lies in its `$defs`.
struct SchemaBundle {
  private var definitions: [String: JSON] = [:]

  /// Members that say something of a schema as a file, or to a reader of Spec/.
  private static let leftOut: Set<String> = ["$schema", "$id", "$defs", "x-errors"]

  /// The schema of a tool, whose references begin in Spec/.
  static func whole(_ schema: JSON) -> JSON {
    var bundle = SchemaBundle()
    // A reference alone stands for the schema itself, since clients look for its type at the top.
    var root = bundle.taken(schema, from: "tools.json")
    if root.members?.count == 1, let name = root["$ref"]?.asString?.split(separator: "/").last {
      root = bundle.definitions[String(name)] ?? root
    }
    // The older revisions want the type said at the top, where a schema may leave it to its parts.
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

  /// Takes in what a reference leads to, and gives its name in the bundle.
  private mutating func define(_ reference: String, from file: String) -> String {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = parts[0].isEmpty ? file : Self.path(String(parts[0]), from: file)
    let definition = parts.count > 1 ? parts[1].split(separator: "/").last.map(String.init) : nil
    let stem = path.replacing("schemas/", with: "").replacing(".json", with: "")
      .replacing("/", with: ".")
    let name = definition.map { "\(stem).\($0)" } ?? stem
    guard definitions[name] == nil else { return name }
    // Before what it refers to, which may be itself.
    definitions[name] = .bool(true)
    var target = SpecificationFiles.document(path)
    if let definition { target = target["$defs"]?[definition] ?? .bool(true) }
    definitions[name] = taken(target, from: path)
    return name
  }

  /// A path that is written in a file of Spec/, from Spec/.
  private static func path(_ relative: String, from file: String) -> String {
    var folders = file.split(separator: "/").dropLast().map(String.init)
    for part in relative.split(separator: "/") {
      if part == ".." { _ = folders.popLast() } else { folders.append(String(part)) }
    }
    return folders.joined(separator: "/")
  }
}
