public import StrictJSON

/// `mastering_recommendation_failed`: why there will be no recommendation for the track.
public struct RecommendationFailedMessage: WireMessage {
  /// The type's name on the wire.
  public static let typeName = "mastering_recommendation_failed"
  /// The members to make it from.
  public static let parameters: [CallParameter] = [
    .required("track_id"), .required("code"), .required("message"),
  ]

  /// The number that the loader gave the track.
  public let trackID: Int
  /// The code of the failure, as text.
  public let code: String
  /// The failure in words.
  public let message: String

  /// The message for a track and its failure.
  public init(trackID: Int, failure: FailureReport) {
    self.trackID = trackID
    code = failure.code
    message = failure.sentence
  }

  /// The message described by parameters.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    trackID = try fields.required("track_id", try fields.trackID())
    code = try fields.required("code", try fields.text("code"))
    message = try fields.required("message", try fields.text("message"))
  }

  /// The members of the data, in order.
  public var data: JSON {
    ["track_id": .integer(trackID), "code": .string(code), "message": .string(message)]
  }

  /// Refuses data that a reader must not accept.
  public static func check(_ data: WireMessageFields) throws(FailureReport) {
    _ = try data.wholeNumber("track_id", from: 0)
    _ = try data.text("code")
    _ = try data.text("message")
  }
}
