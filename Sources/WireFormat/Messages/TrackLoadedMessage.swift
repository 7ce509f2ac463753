public import StrictJSON

/// `track_loaded`: a track was loaded, and the following messages are about it.
public struct TrackLoadedMessage: WireMessage {
  /// The type's name on the wire.
  public static let typeName = "track_loaded"
  /// The members to make it from.
  public static let parameters: [CallParameter] = [.required("track_id")]

  /// The number that the loader gave the track.
  public let trackID: Int

  /// The message for a track.
  public init(trackID: Int) {
    self.trackID = trackID
  }

  /// The message described by parameters.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    trackID = try fields.required("track_id", try fields.trackID())
  }

  /// The members of the data, in order.
  public var data: JSON { ["track_id": .integer(trackID)] }

  /// Refuses data that a reader must not accept.
  public static func check(_ data: WireMessageFields) throws(FailureReport) {
    _ = try data.wholeNumber("track_id", from: 0)
  }
}
