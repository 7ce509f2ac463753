package import StrictJSON

/// A port's answer to a call.
package enum FuzzAnswer: Sendable, Hashable {
  case result(JSON)
  case error(JSON)
  /// It broke the protocol.
  case breach(String)
  case silence
  case ended

  /// Whether the port is lost for further calls.
  var isLost: Bool {
    switch self {
    case .result, .error: false
    case .breach, .silence, .ended: true
    }
  }

  /// The answer in words.
  package var words: String {
    switch self {
    case .result(let result): "result \(result.text())"
    case .error(let error): "error \(error.text())"
    case .breach(let words): words
    case .silence: "no answer in time"
    case .ended: "the port ended"
    }
  }
}

/// Compares two ports' answers to a call: everything except what the specification leaves open.
struct FuzzComparison {
  /// Members whose content is not specified.
  private static let free: Set = ["reasoning", "message", "expected", "catalogue_version"]

  let method: String
  /// Members that only one of the two has, such as `headroom`.
  let ignored: Set<String>

  /// Where the answers differ; nil if they do not.
  func difference(_ one: FuzzAnswer, _ other: FuzzAnswer) -> String? {
    switch (one, other) {
    case (.result(let first), .result(let second)): difference(first, second, at: "", key: "")
    case (.error(let first), .error(let second)):
      difference(first["code"], second["code"], at: "/code")
        ?? difference(first["data"]?["code"], second["data"]?["code"], at: "/data/code")
        ?? difference(first["data"]?["reason"], second["data"]?["reason"], at: "/data/reason")
    default: one == other ? nil : "the kind of answer"
    }
  }

  private func difference(_ one: JSON?, _ other: JSON?, at place: String) -> String? {
    // Which mistake is reported first is not specified for a line that is not JSON, nor for a
    // profile.
    if place == "/data/reason", method.hasPrefix("profiles.") { return nil }
    return one == other ? nil : place
  }

  private func difference(_ one: JSON, _ other: JSON, at place: String, key: String) -> String? {
    switch (one, other) {
    case (.object(let first), .object(let second)):
      let keys = Set(first.map(\.key) + second.map(\.key)).subtracting(ignored)
        .subtracting(Self.free)
      for key in keys.sorted() {
        let place = "\(place)/\(key)"
        // A missing description is the same as an empty one (PRO-31).
        let absent: JSON? = key == "description" ? "" : nil
        guard let a = one[key] ?? absent, let b = other[key] ?? absent else { return place }
        if let found = difference(a, b, at: place, key: key) { return found }
      }
      return nil
    case (.array(let first), .array(let second)):
      guard first.count == second.count else { return place + " (length)" }
      for (index, pair) in zip(first, second).enumerated() {
        if let found = difference(pair.0, pair.1, at: "\(place)/\(index)", key: key) {
          return found
        }
      }
      return nil
    default:
      if let first = one.asDouble, let second = other.asDouble {
        if first.bitPattern == second.bitPattern || first == second {
          return one.isWrittenAsFloat == other.isWrittenAsFloat ? nil : place + " (form)"
        }
        let allowed = method == "fingerprint.extract" ? FuzzMetric.tolerance(of: key) : 0
        return abs(first - second) <= allowed ? nil : place
      }
      return one == other ? nil : place
    }
  }
}

extension JSON {
  /// Whether a number is written with a fraction or an exponent.
  fileprivate var isWrittenAsFloat: Bool {
    switch self {
    case .number: true
    case .numeral(let text): text.contains { ".eE".contains($0) }
    default: false
    }
  }
}
