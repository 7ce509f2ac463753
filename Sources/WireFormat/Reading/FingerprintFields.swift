public import MasteringModel
public import StrictJSON

/// The seven numbers of a fingerprint as they were sent: of the right type, but possibly not
/// finite.
public struct FingerprintFields: Sendable, Hashable {
  private let numbers: [Double]

  private static let parameters = FingerprintMetric.allCases.map {
    CallParameter.required($0.rawValue)
  }

  /// The numbers of an object of exactly the seven metrics.
  ///
  /// - Parameter path: the place of the object, as a JSON Pointer within the params.
  /// - Throws: ``FailureCode/invalidParams`` for an unknown or missing member, or one that is not a
  ///   number.
  public init(_ members: [JSON.Member], at path: String) throws(FailureReport) {
    // The usual case in one pass: the metrics in wire order, as callers usually write them.
    if let numbers = Self.numbersInOrder(members) {
      self.numbers = numbers
      return
    }
    let fields = try ParameterFields(members, at: path, known: Self.parameters)
    var numbers: [Double] = []
    for metric in FingerprintMetric.allCases {
      numbers.append(
        try fields.required(metric.rawValue, try fields.number(metric.rawValue)))
    }
    self.numbers = numbers
  }

  private static func numbersInOrder(_ members: [JSON.Member]) -> [Double]? {
    guard members.count == parameters.count else { return nil }
    var numbers: [Double] = []
    numbers.reserveCapacity(members.count)
    for (member, parameter) in zip(members, parameters) {
      guard member.key == parameter.name, let number = member.value.asDouble else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The fingerprint.
  ///
  /// - Throws: ``FailureCode/invalidFingerprint`` for a number that is not finite.
  public func fingerprint() throws(FailureReport) -> Fingerprint {
    do {
      return try Fingerprint(numbers)
    } catch {
      throw FailureReport(error)
    }
  }
}
