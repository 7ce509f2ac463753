import StrictJSON

/// The number that a caller knows a track by: 0…2^53 − 1, which every language can represent.
package enum TrackID {
  /// The largest one.
  package static let largest = 9_007_199_254_740_991
  /// The description of a valid track number.
  static let words = "an integer from 0 to 2^53 − 1"

  /// The Int of a whole number in the range; nil for any other number.
  static func valid(_ number: Double?) -> Int? {
    guard let number, number == number.rounded(), number >= 0, number <= Double(largest) else {
      return nil
    }
    return Int(number)
  }
}

extension ParameterFields {
  /// The parameter `track_id`; nil if it is missing.
  public func trackID() throws(FailureReport) -> Int? {
    guard let value = self["track_id"] else { return nil }
    guard let id = TrackID.valid(value.asDouble) else {
      throw wrongType("track_id", expected: TrackID.words)
    }
    return id
  }
}
