/// How much of a track is analysed, from its start.
public struct AnalysisWindow: Sendable, Hashable {
  /// The length in seconds, above 0; nil for the whole track.
  public let seconds: Double?

  /// The first 90 seconds, as in the original.
  public static let standard = AnalysisWindow(unchecked: 90)
  /// The whole track, however long.
  public static let all = AnalysisWindow(unchecked: nil)

  /// This many seconds from the start.
  ///
  /// - Throws: ``InvalidAnalysisWindow`` unless the number is finite and above 0.
  public static func first(seconds: Double) throws(InvalidAnalysisWindow) -> AnalysisWindow {
    guard seconds.isFinite, seconds > 0 else { throw InvalidAnalysisWindow(seconds: seconds) }
    return AnalysisWindow(unchecked: seconds)
  }

  private init(unchecked seconds: Double?) {
    self.seconds = seconds
  }

  /// The number of frames in the window at that rate: ⌊seconds · rate⌋, but at least one; nil for
  /// all.
  public func frames(atSampleRateHz rate: Int) -> Int? {
    guard let seconds else { return nil }
    // A window too long to count covers the whole track.
    return Int(exactly: max(1, (seconds * Double(rate)).rounded(.down)))
  }
}

/// A window length that is not a finite number above 0.
public struct InvalidAnalysisWindow: Error, Hashable {
  /// The length that was asked for, in seconds.
  public let seconds: Double

  /// The failure for one length.
  public init(seconds: Double) {
    self.seconds = seconds
  }
}
