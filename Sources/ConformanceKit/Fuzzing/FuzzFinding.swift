import Foundation
import StrictJSON

/// A call that two ports answer differently, with the calls that have to precede it.
public struct FuzzFinding: Sendable {
  /// The calls; the answers to the last differ.
  let story: FuzzStory
  /// Where they differ.
  let place: String
  /// What the tested port answered.
  let answer: FuzzAnswer
  /// What the reference answered.
  let expected: FuzzAnswer

  /// A value that findings with the same cause probably share: the method, and the place without
  /// element indices.
  var signature: String {
    let method = story.calls.last?.method ?? ""
    let plain = place.split(separator: "/").map { Int($0) == nil ? String($0) : "*" }
    return method + " " + plain.joined(separator: "/") + (isLost ? " lost" : "")
  }

  var isLost: Bool { answer.isLost || expected.isLost }

  /// The finding in two lines of text.
  public var sentence: String {
    let method = story.calls.last?.method ?? ""
    func short(_ answer: FuzzAnswer) -> String { Excerpt.of(Array(answer.words.utf8)) }
    return "\(method) differs at \(place):\n  the port       \(short(answer))\n"
      + "  the reference  \(short(expected))"
  }

  fileprivate var steps: [JSON] {
    story.calls.enumerated().map { index, call in
      let isLast = index == story.calls.count - 1
      return [
        "method": .string(call.method), "params": call.params,
        "expect": isLast ? expected.pattern : ["result": ["$any": "object"]],
      ]
    }
  }
}

extension FuzzAnswer {
  /// The pattern that a case would expect.
  fileprivate var pattern: JSON {
    switch self {
    case .result(let result): ["result": result]
    case .error(let error):
      [
        "error": [
          "code": error["code"] ?? .null,
          "data": ["code": error["data"]?["code"] ?? .null],
        ]
      ]
    case .breach, .silence, .ended: ["result": ["$any": "object"]]
    }
  }
}

extension PortFuzzer.Outcome {
  /// The findings as a draft of a case file: a person has to decide which of the two is right, and
  /// by which clause.
  public func caseFile(seed: UInt64, suite: String, capabilities: [String] = ["core"]) -> String {
    let cases = findings.enumerated().map { index, finding -> JSON in
      var members: [JSON.Member] = [
        .init("id", .string("finding-\(index + 1)")),
        .init("description", .string("two ports differ at \(finding.place)")),
        .init("spec", []),
      ]
      if finding.steps.count == 1, let step = finding.steps.first?.members {
        members += step
      } else {
        members.append(.init("steps", .array(finding.steps)))
      }
      return .object(members)
    }
    let file: JSON = [
      "suite": .string(suite), "name": .string("found/seed-\(seed)"), "since": .string(suite),
      "requires": .array(capabilities.map { .string($0) }),
      "overview": "What a port and the reference answer differently.",
      "source": .string(
        "mastering conformance fuzz --seed \(seed); the expected values are the reference's answers: "
          + "replace them with what the clause says, and name the clause in spec"),
      "cases": .array(cases),
    ]
    return file.text(.indented) + "\n"
  }
}
