/// A value in a format for profiles, as ``ProfileReader`` sees it.
package protocol ProfileNode {
  /// Its kind, as a word for messages.
  var kind: String { get }
  /// Whether the value is absent or null.
  var isNull: Bool { get }
  /// The members of a mapping in the order written, each with the text of its key, which is nil if
  /// the key is not a text; nil if this is not a mapping.
  var members: [(key: Self, name: String?, value: Self)]? { get }
  /// The bounds of a range; nil if the value cannot be one.
  var bounds: [Self]? { get }
  /// A text; nil for anything else.
  var text: String? { get }
  /// The text of an id, as far as it can be made out.
  var idText: String? { get }
  /// The text of a version; nil if the value cannot be one.
  var versionText: String? { get }
  /// The number it represents, possibly infinite or NaN.
  var number: Double? { get }
}

/// Reads one profile from its mapping in any format, and collects everything that is wrong with it.
///
/// `Profile.init` decides what is valid, and ``ProfileField`` lists the fields; this type only
/// reads them.
package struct ProfileReader<Node: ProfileNode> {
  /// A mistake and its place.
  package struct Problem {
    package let cause: InvalidProfile
    package let node: Node
    /// Where the same key was written before.
    package let earlier: Node?
  }

  /// What is wrong, in the order of reading.
  package private(set) var problems: [Problem] = []
  private var profileID: String?
  /// The values that are written, by the paths of their fields.
  private var nodes: [String: Node] = [:]
  private var values: [ProfileField: ProfileField.Value] = [:]

  /// A reader of one profile.
  package init() {}

  /// The profile in a mapping; nil if anything is wrong with it.
  package mutating func profile(from node: Node) -> Profile? {
    profileID = node.members?.first { $0.name == ProfileField.id.key }?.value.idText
    guard note(membersOf: node, known: ProfileField.entries.map(\.key)) else { return nil }
    for entry in ProfileField.entries {
      switch entry {
      case .field(let field): read(field, of: node)
      case .part(let key, let fields):
        guard let part = nodes[key], !part.isNull else {
          refuse(key, .missing, at: nodes[key] ?? node)
          continue
        }
        guard note(membersOf: part, at: key, known: fields.map(\.key)) else { continue }
        for field in fields { read(field, of: part) }
      }
    }
    guard problems.isEmpty else { return nil }
    do throws(InvalidProfile) {
      return try Profile(values)
    } catch {
      refuse(error.field, error.reason, at: nodes[error.field] ?? node)
      return nil
    }
  }

  // MARK: Members

  /// The value under the only key that a mapping may have; nil if there is no value, or no mapping.
  /// Other keys are refused.
  package mutating func onlyMember(_ key: String, of node: Node) -> Node? {
    guard note(membersOf: node, known: [key]), let value = nodes[key], !value.isNull else {
      return nil
    }
    return value
  }

  /// Notes the members of a mapping by their paths; refuses unknown and repeated keys. False if the
  /// node is not a mapping.
  private mutating func note(
    membersOf node: Node, at part: String? = nil, known: [String]
  ) -> Bool {
    guard let members = node.members else {
      refuse(part ?? "", .wrongKind(expected: "mapping", found: node.kind), at: node)
      return false
    }
    var keys: [String: Node] = [:]
    for (key, name, value) in members {
      let path = (part.map { "\($0)." } ?? "") + (name ?? "?")
      guard let name else {
        refuse(path, .wrongKind(expected: "text as a key", found: key.kind), at: key)
        continue
      }
      if let earlier = keys[name] {
        refuse(path, .repeated, at: key, earlier: earlier)
        continue
      }
      keys[name] = key
      guard known.contains(name) else {
        refuse(path, .unknownField, at: key)
        continue
      }
      nodes[path] = value
    }
    return true
  }

  /// Reads a field of a mapping; a missing required field is refused. Null counts as missing.
  private mutating func read(_ field: ProfileField, of parent: Node) {
    let path = field.rawValue
    guard let node = nodes[path], !node.isNull else {
      // A key without a value has a place to report; a missing key has none.
      if !field.isOptional { refuse(path, .missing, at: nodes[path] ?? parent) }
      return
    }
    values[field] =
      switch field.kind {
      case .text: text(node, path).map { .text($0) }
      case .version: version(node, path).map { .version($0) }
      case .number: number(node, path).map { .number($0) }
      case .integer: integer(node, path).map { .integer($0) }
      case .range: range(node, path).map { .range($0) }
      }
  }

  // MARK: Values

  private mutating func text(_ node: Node, _ path: String) -> String? {
    guard let text = node.text else {
      refuse(path, .wrongKind(expected: "text", found: node.kind), at: node)
      return nil
    }
    return text
  }

  private mutating func version(_ node: Node, _ path: String) -> ProfileVersion? {
    guard let text = node.versionText else {
      refuse(path, .wrongKind(expected: "text", found: node.kind), at: node)
      return nil
    }
    guard let version = ProfileVersion(text) else {
      refuse(path, .notAVersion(text), at: node)
      return nil
    }
    return version
  }

  private mutating func number(_ node: Node, _ path: String) -> Double? {
    guard let number = node.number else {
      refuse(path, .wrongKind(expected: "number", found: node.kind), at: node)
      return nil
    }
    guard number.isFinite else {
      refuse(path, .notFinite(number), at: node)
      return nil
    }
    return number
  }

  private mutating func integer(_ node: Node, _ path: String) -> Int? {
    // The notation does not matter: 12, 12.0 and 1.2e1 are the same number.
    guard let number = node.number, number.isFinite else {
      refuse(path, .wrongKind(expected: "whole number", found: node.kind), at: node)
      return nil
    }
    guard number == number.rounded() else {
      refuse(path, .wrongKind(expected: "whole number", found: "number with a fraction"), at: node)
      return nil
    }
    // Beyond 2^53 − 1, binary64 cannot tell neighbouring integers apart.
    guard abs(number) <= Double(Profile.largestInteger) else {
      refuse(path, .beyondIntegers(number), at: node)
      return nil
    }
    return Int(number)
  }

  private mutating func range(_ node: Node, _ path: String) -> MetricRange? {
    guard let written = node.bounds else {
      refuse(path, .wrongKind(expected: "list of two numbers", found: node.kind), at: node)
      return nil
    }
    let bounds = written.filter { !$0.isNull }
    guard written.count == 2, bounds.count == 2 else {
      refuse(path, .oneSidedRange(bounds: bounds.count), at: node)
      return nil
    }
    let numbers = bounds.compactMap { number($0, path) }
    guard numbers.count == 2 else { return nil }
    do throws(InvalidMetricRange) {
      return try MetricRange(numbers[0], numbers[1])
    } catch .inverted(let low, let high) {
      refuse(path, .invertedRange(low, high), at: node)
    } catch {
      // Both bounds are finite, so it is the distance between them that is not.
      refuse(path, .notFinite(.infinity), at: node)
    }
    return nil
  }

  private mutating func refuse(
    _ field: String, _ reason: InvalidProfile.Reason, at node: Node, earlier: Node? = nil
  ) {
    problems.append(
      Problem(
        cause: InvalidProfile(profileID: profileID, field: field, reason: reason), node: node,
        earlier: earlier))
  }
}
