import StrictJSON

/// Reads the values of one file, and collects its mistakes instead of stopping.
struct SuiteReading {
  let file: String
  var caseID: String?
  private(set) var problems: [SuiteProblem] = []

  init(file: String) {
    self.file = file
  }

  mutating func note(_ reason: SuiteProblem.Reason, at pointer: JSONPointer) {
    problems.append(SuiteProblem(reason, file: file, caseID: caseID, at: pointer))
  }

  /// An object by its keys, after checking them; nil if it is not an object.
  mutating func object(
    _ json: JSON, at pointer: JSONPointer, required: [String] = [], optional: [String] = []
  ) -> Members? {
    guard let members = json.members else {
      note(.wrongType(expected: "an object"), at: pointer)
      return nil
    }
    for key in required where json[key] == nil { note(.missingKey(key), at: pointer) }
    for member in members where !required.contains(member.key) && !optional.contains(member.key) {
      note(.unknownKey(member.key), at: pointer)
    }
    return Members(json: json, pointer: pointer)
  }

  /// Any object, whatever its keys.
  mutating func dictionary(_ value: Placed?) -> [JSON.Member] {
    guard let value else { return [] }
    guard let members = value.json.members else {
      note(.wrongType(expected: "an object"), at: value.pointer)
      return []
    }
    return members
  }

  mutating func text(_ value: Placed?) -> String {
    guard let value else { return "" }
    guard let text = value.json.asString else {
      note(.wrongType(expected: "text"), at: value.pointer)
      return ""
    }
    return text
  }

  mutating func integer(_ value: Placed?) -> Int {
    guard let value else { return 0 }
    guard let integer = value.json.asInteger else {
      note(.wrongType(expected: "an integer"), at: value.pointer)
      return 0
    }
    return integer
  }

  mutating func number(_ value: Placed?) -> Double {
    guard let value else { return 0 }
    guard let number = value.json.asDouble, number.isFinite else {
      note(.wrongType(expected: "a number"), at: value.pointer)
      return 0
    }
    return number
  }

  mutating func bool(_ value: Placed?) -> Bool {
    guard let value else { return false }
    guard let bool = value.json.asBool else {
      note(.wrongType(expected: "true or false"), at: value.pointer)
      return false
    }
    return bool
  }

  mutating func elements(_ value: Placed?) -> [Placed] {
    guard let value else { return [] }
    guard let elements = value.json.elements else {
      note(.wrongType(expected: "an array"), at: value.pointer)
      return []
    }
    return elements.enumerated().map {
      Placed(json: $1, pointer: value.pointer.appending(String($0)))
    }
  }

  mutating func texts(_ value: Placed?) -> [String] {
    elements(value).map { text($0) }
  }
}

extension SuiteReading {
  /// A value and its place.
  struct Placed {
    let json: JSON
    let pointer: JSONPointer
  }

  /// The members of an object.
  struct Members {
    let json: JSON
    let pointer: JSONPointer

    subscript(key: String) -> Placed? {
      json[key].map { Placed(json: $0, pointer: pointer.appending(key)) }
    }
  }
}
