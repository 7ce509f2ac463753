public import StrictJSON

/// `library_changed`: other tracks can be asked for than before.
public struct LibraryChangedMessage: WireMessage {
  /// The type's name on the wire.
  public static let typeName = "library_changed"
  /// The members that a maker gives.
  public static let parameters: [CallParameter] = [.required("tracks")]

  /// How many tracks there are now.
  public let trackCount: Int

  /// The message of a library.
  public init(trackCount: Int) {
    self.trackCount = trackCount
  }

  /// The message that parameters state.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    let count = try fields.required("tracks", try fields.wholeNumber("tracks"))
    guard let whole = TrackID.valid(count) else {
      throw fields.wrongType("tracks", expected: "0 to 2^53 − 1")
    }
    trackCount = whole
  }

  /// The members of the data, in their order.
  public var data: JSON { ["tracks": .integer(trackCount)] }

  /// Refuses data that a reader must not believe.
  public static func check(_ data: WireMessageFields) throws(FailureReport) {
    _ = try data.wholeNumber("tracks", from: 0)
  }
}
