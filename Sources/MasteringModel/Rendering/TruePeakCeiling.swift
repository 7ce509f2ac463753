/// The highest true peak that a rendering may reach.
public struct TruePeakCeiling: Sendable, Hashable {
  /// The ceiling, in dBTP.
  public let dBTP: Double

  /// −1 dBTP, the limit of EBU R 128, which leaves room for lossy encoders.
  public static let standard = TruePeakCeiling(unchecked: -1)

  /// A ceiling.
  ///
  /// - Throws: ``InvalidTruePeakCeiling`` outside −20…0 dBTP.
  public init(dBTP: Double) throws(InvalidTruePeakCeiling) {
    guard dBTP >= -20, dBTP <= 0 else { throw InvalidTruePeakCeiling(dBTP: dBTP) }
    self.init(unchecked: dBTP)
  }

  private init(unchecked dBTP: Double) {
    self.dBTP = dBTP
  }
}

/// A ceiling that is not a number from −20 to 0 dBTP.
public struct InvalidTruePeakCeiling: Error, Hashable {
  /// The ceiling that was asked for, in dBTP.
  public let dBTP: Double

  /// The failure for one ceiling.
  public init(dBTP: Double) {
    self.dBTP = dBTP
  }
}
