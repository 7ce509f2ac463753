package import StrictJSON

/// A placeholder in a case's parameters for a path on the machine it is played on.
package enum Placeholder: Sendable, Hashable {
  /// A WAV file made from the recipe.
  case audio(recipe: String)
  /// A recording of the suite.
  case recording(String)
  /// A path at which there is nothing.
  case missing(String)
  /// A folder.
  case folder
  /// A file with these bytes.
  case file(name: String, bytes: [UInt8])
  /// The path of a file in the server's folder, whether it exists or not; that of the folder itself
  /// if the name is empty.
  case library(String)
  /// The number of the port at which the server listens.
  case port
  /// The server's token; empty if it has none.
  case token

  static let names: Set = [
    "$audio", "$recording", "$missing", "$folder", "$file", "$library", "$port", "$token",
  ]

  /// The placeholder in a value; nil if it is not a placeholder, or is invalid.
  package init?(_ json: JSON) {
    guard let members = json.members, members.count == 1, let member = members.first else {
      return nil
    }
    switch (member.key, member.value) {
    case ("$audio", .string(let id)) where Self.isPlain(id): self = .audio(recipe: id)
    case ("$recording", .string(let name)): self = .recording(name)
    case ("$missing", .string(let name)) where Self.isPlain(name): self = .missing(name)
    case ("$folder", .bool(true)): self = .folder
    case ("$port", .bool(true)): self = .port
    case ("$token", .bool(true)): self = .token
    case ("$library", .string(let name)) where name.isEmpty || Self.isRelative(name):
      self = .library(name)
    case ("$file", let file):
      guard let name = file["name"]?.asString, Self.isPlain(name),
        let text = file["base64"]?.asString, let bytes = Base64.bytes(text)
      else { return nil }
      self = .file(name: name, bytes: bytes)
    default: return nil
    }
  }

  /// Whether a value looks like a placeholder.
  static func isMeant(by json: JSON) -> Bool {
    json.members?.contains { $0.key.hasPrefix("$") } == true
  }

  /// A path that stays in its folder.
  static func isRelative(_ path: String) -> Bool {
    path.utf8.split(separator: slash, omittingEmptySubsequences: false).allSatisfy {
      isPlain(String($0) ?? "")
    }
  }

  /// A name that stays in its folder. Compared by bytes, as the system does: a combining mark after
  /// a slash would form one character with it.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.utf8.contains(slash) && name != "." && name != ".."
      && !name.utf8.contains(0)
  }

  private static let slash = UInt8(ascii: "/")
}

extension JSON {
  /// Every placeholder in the value.
  var placeholders: [Placeholder] {
    if let placeholder = Placeholder(self) { return [placeholder] }
    switch self {
    case .array(let elements): return elements.flatMap(\.placeholders)
    case .object(let members): return members.flatMap(\.value.placeholders)
    default: return []
    }
  }

  /// The value with each placeholder replaced by a text.
  func replacingPlaceholders<Failure: Error>(
    _ text: (Placeholder) throws(Failure) -> String
  ) throws(Failure) -> JSON {
    if let placeholder = Placeholder(self) { return .string(try text(placeholder)) }
    switch self {
    case .array(let elements):
      var replaced: [JSON] = []
      for element in elements { replaced.append(try element.replacingPlaceholders(text)) }
      return .array(replaced)
    case .object(let members):
      var replaced: [Member] = []
      for member in members {
        replaced.append(Member(member.key, try member.value.replacingPlaceholders(text)))
      }
      return .object(replaced)
    default: return self
    }
  }
}

extension SuiteReading {
  /// Records everything that looks like a placeholder but is invalid.
  mutating func checkPlaceholders(_ value: Placed) {
    guard Placeholder(value.json) == nil, Capture(value.json) == nil else { return }
    if Placeholder.isMeant(by: value.json) {
      let name = value.json.members?.first { $0.key.hasPrefix("$") }?.key ?? ""
      note(
        Placeholder.names.contains(name)
          ? .invalidValue("is not a valid \(name)") : .unknownPlaceholder(name),
        at: value.pointer)
      return
    }
    switch value.json {
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        checkPlaceholders(
          Placed(json: element, pointer: value.pointer.appending(String(index))))
      }
    case .object(let members):
      for member in members {
        checkPlaceholders(
          Placed(json: member.value, pointer: value.pointer.appending(member.key)))
      }
    default: break
    }
  }
}
