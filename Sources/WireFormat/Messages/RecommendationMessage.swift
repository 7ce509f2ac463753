public import MasteringModel
public import StrictJSON

/// `mastering_recommendation`: the recommendation for a track.
public struct RecommendationMessage: WireMessage {
  /// The type's name on the wire.
  public static let typeName = "mastering_recommendation"
  /// The members to make it from.
  public static let parameters: [CallParameter] = []

  /// The payload, including the track's number.
  public let data: JSON

  /// The message for a track and its recommendation.
  public init(trackID: Int, recommendation: Recommendation) {
    data = recommendation.payload(trackID: trackID)
  }

  /// A recommendation is computed, never made from its members.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    throw fields.wrongType("type", expected: "a message that is made from its members")
  }

  /// Refuses data that a reader must not accept.
  public static func check(_ data: WireMessageFields) throws(FailureReport) {
    try RecommendationClaim.check(data, mayBeTheOriginals: true)
  }
}
