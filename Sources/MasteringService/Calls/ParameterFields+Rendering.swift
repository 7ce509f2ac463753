import StrictJSON
import WireFormat

/// The numbers in the parameters of the `render` methods.
extension ParameterFields {
  /// The number in a field; it must be finite.
  func finite(_ name: String) throws(FailureReport) -> Double? {
    guard let number = try number(name) else { return nil }
    guard number.isFinite else { throw wrongType(name, expected: "a finite number") }
    return number
  }

  /// A required level or ratio, in dB.
  func level(_ name: String) throws(FailureReport) -> Double {
    let level = try required(name, try number(name))
    guard -1000...1000 ~= level else {
      throw wrongType(name, expected: "a number from -1000 to 1000")
    }
    return level
  }

  /// The numbers in a field; they must be finite.
  func numbers(_ name: String) throws(FailureReport) -> [Double]? {
    guard let elements = try array(name) else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(elements.count)
    for (index, element) in elements.enumerated() {
      guard let number = element.asDouble, number.isFinite else {
        throw .invalidParams("\(pointer(name))/\(index)", .wrongType, expected: "a number")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// The integer in a field, from `least` to 2^48.
  func count(_ name: String, from least: Int) throws(FailureReport) -> Int {
    let number = try required(name, try wholeNumber(name))
    guard number >= Double(least), number <= 0x1p48 else {
      throw wrongType(name, expected: "an integer from \(least) to 2^48")
    }
    return Int(number)
  }

  /// The sample rate of a filter or of blocks.
  func renderingRate() throws(FailureReport) -> Int {
    let rate = try required("sample_rate_hz", try wholeNumber("sample_rate_hz"))
    guard rate >= 1_000, rate <= 768_000 else {
      throw wrongType("sample_rate_hz", expected: "an integer from 1000 to 768000")
    }
    return Int(rate)
  }

  /// The fields of an object, all of which are required.
  func within(
    _ name: String, known: [String]
  ) throws(FailureReport) -> ParameterFields {
    try ParameterFields(
      try required(name, try object(name)), at: pointer(name), known: known.map { .required($0) })
  }
}
