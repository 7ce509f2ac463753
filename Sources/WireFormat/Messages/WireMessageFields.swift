import MasteringModel
import StrictJSON

/// The members of an object in a received message: required ones are read, unknown ones ignored.
public struct WireMessageFields: Sendable {
  private let path: String
  private let json: JSON

  /// The members of an object.
  ///
  /// - Throws: ``FailureCode/invalidMessage`` if it is not an object.
  init(_ json: JSON, at path: String) throws(FailureReport) {
    guard json.members != nil else {
      throw .invalidMessage(path, .wrongType, "is not an object")
    }
    self.path = path
    self.json = json
  }

  func pointer(_ key: String) -> String { "\(path)/\(key)" }

  func refusal(_ key: String, _ problem: MessageProblem, _ words: String) -> FailureReport {
    .invalidMessage(pointer(key), problem, words)
  }

  private func value(_ key: String) throws(FailureReport) -> JSON {
    guard let value = json[key] else { throw refusal(key, .missing, "is missing") }
    return value
  }

  func has(_ key: String) -> Bool { json[key] != nil }

  /// Whether the payload's blend states that its weights are per dimension (REC-45).
  var isWeightedByDimension: Bool {
    json["blend"]?["source"]?.asString == Blend.Source.dimension.rawValue
  }

  func require(_ key: String) throws(FailureReport) { _ = try value(key) }

  func text(_ key: String) throws(FailureReport) -> String {
    guard let text = try value(key).asString else {
      throw refusal(key, .wrongType, "is not a string")
    }
    return text
  }

  func bool(_ key: String) throws(FailureReport) -> Bool {
    guard let bool = try value(key).asBool else {
      throw refusal(key, .wrongType, "is not true or false")
    }
    return bool
  }

  func number(_ key: String) throws(FailureReport) -> Double {
    guard let number = try value(key).asDouble else {
      throw refusal(key, .wrongType, "is not a number")
    }
    guard number.isFinite else { throw refusal(key, .outOfRange, "is not a finite number") }
    return number
  }

  func number(_ key: String, in range: ClosedRange<Double>) throws(FailureReport) -> Double {
    let number = try number(key)
    guard range.contains(number) else {
      throw refusal(
        key, .outOfRange, "is \(number), outside \(range.lowerBound)…\(range.upperBound)")
    }
    return number
  }

  func wholeNumber(_ key: String, from least: Int) throws(FailureReport) -> Int {
    guard let number = try value(key).asDouble, number == number.rounded() else {
      throw refusal(key, .wrongType, "is not an integer")
    }
    guard let integer = TrackID.valid(number), integer >= least else {
      throw refusal(key, .outOfRange, "is not from \(least) to 2^53 − 1")
    }
    return integer
  }

  func object(_ key: String) throws(FailureReport) -> WireMessageFields {
    try WireMessageFields(try value(key), at: pointer(key))
  }

  /// The objects of a list; empty if there is no list.
  func objectsIfThere(_ key: String) throws(FailureReport) -> [WireMessageFields] {
    guard has(key) else { return [] }
    guard let elements = try value(key).elements else {
      throw refusal(key, .wrongType, "is not an array")
    }
    var objects: [WireMessageFields] = []
    objects.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      objects.append(try WireMessageFields(element, at: "\(pointer(key))/\(index)"))
    }
    return objects
  }
}
