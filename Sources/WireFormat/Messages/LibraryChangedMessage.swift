public import StrictJSON

/// `library_changed`: the available tracks have changed.
public struct LibraryChangedMessage: WireMessage {
  /// The type's name on the wire.
  public static let typeName = "library_changed"
  /// The members to make it from.
  public static let parameters: [CallParameter] = [.required("tracks")]

  /// How many tracks there are now.
  public let trackCount: Int

  /// The message for a library.
  public init(trackCount: Int) {
    self.trackCount = trackCount
  }

  /// The message described by parameters.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    let count = try fields.required("tracks", try fields.wholeNumber("tracks"))
    guard let whole = TrackID.valid(count) else {
      throw fields.wrongType("tracks", expected: "0 to 2^53 − 1")
    }
    trackCount = whole
  }

  /// The members of the data, in order.
  public var data: JSON { ["tracks": .integer(trackCount)] }

  /// Refuses data that a reader must not accept.
  public static func check(_ data: WireMessageFields) throws(FailureReport) {
    _ = try data.wholeNumber("tracks", from: 0)
  }
}
