import StrictJSON

/// A part of the answer to an earlier step of a case, used as a value: `{"$from": "/0/yaml"}`.
package struct Capture: Sendable, Hashable {
  static let name = "$from"

  /// The step, counted from 0.
  let step: Int
  /// The place in its answer.
  let place: JSONPointer

  /// The capture in a value; nil if it is not a capture, or is invalid.
  init?(_ json: JSON) {
    guard let members = json.members, members.count == 1, let member = members.first,
      member.key == Self.name, let text = member.value.asString,
      let pointer = JSONPointer(text), let first = pointer.tokens.first, let step = Int(first),
      step >= 0
    else { return nil }
    self.step = step
    place = JSONPointer(tokens: Array(pointer.tokens.dropFirst()))
  }
}

/// The answers to the steps of a case so far.
struct Captured {
  private var answers: [Int: JSON] = [:]

  mutating func note(_ answer: JSON, ofStep step: Int) { answers[step] = answer }

  func value(_ capture: Capture) throws(WorkspaceProblem) -> JSON {
    guard let value = answers[capture.step]?[capture.place] else {
      throw .nothingCaptured(step: capture.step, place: capture.place.description)
    }
    return value
  }

  /// The text of a capture in sent bytes: a text itself, or the JSON of any other value.
  func text(_ capture: Capture) throws(WorkspaceProblem) -> String {
    let value = try value(capture)
    return value.asString ?? value.text()
  }
}

extension JSON {
  /// The value with each capture replaced.
  func replacingCaptures<Failure: Error>(
    _ value: (Capture) throws(Failure) -> JSON
  ) throws(Failure) -> JSON {
    if let capture = Capture(self) { return try value(capture) }
    switch self {
    case .array(let elements):
      var replaced: [JSON] = []
      for element in elements { replaced.append(try element.replacingCaptures(value)) }
      return .array(replaced)
    case .object(let members):
      var replaced: [Member] = []
      for member in members {
        replaced.append(Member(member.key, try member.value.replacingCaptures(value)))
      }
      return .object(replaced)
    default: return self
    }
  }
}

extension RawLine {
  /// The line with each capture replaced.
  func replacingCaptures(_ captured: Captured) throws(WorkspaceProblem) -> RawLine {
    switch self {
    case .text, .bytes, .placeholder: return self
    case .captured(let capture): return .text(try captured.text(capture))
    case .json(let json): return .json(try json.replacingCaptures(captured.value))
    case .repeated(let line, let count):
      return .repeated(try line.replacingCaptures(captured), count: count)
    case .joined(let lines):
      var replaced: [RawLine] = []
      for line in lines { replaced.append(try line.replacingCaptures(captured)) }
      return .joined(replaced)
    }
  }
}
