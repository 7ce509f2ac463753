public import StrictJSON

/// `fingerprint_progress`: the progress of the track's analysis.
public struct FingerprintProgressMessage: WireMessage {
  /// The type's name on the wire.
  public static let typeName = "fingerprint_progress"
  /// The members to make it from.
  public static let parameters: [CallParameter] = [
    .required("track_id"), .required("status"), .required("message"),
  ]

  /// The state of the analysis; the raw value is its name on the wire.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    case analyzing, complete, cached, failed
  }

  /// The number that the loader gave the track.
  public let trackID: Int
  /// The state of the analysis.
  public let status: Status
  /// The same for a person.
  public let message: String

  /// The message for a track.
  public init(trackID: Int, status: Status, message: String) {
    self.trackID = trackID
    self.status = status
    self.message = message
  }

  /// The message described by parameters.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    trackID = try fields.required("track_id", try fields.trackID())
    let name = try fields.required("status", try fields.text("status"))
    guard let status = Status(rawValue: name) else {
      throw fields.wrongType("status", expected: Self.names)
    }
    self.status = status
    message = try fields.required("message", try fields.text("message"))
  }

  private static let names = Status.allCases.map(\.rawValue).joined(separator: ", ")

  /// The members of the data, in order.
  public var data: JSON {
    [
      "track_id": .integer(trackID), "status": .string(status.rawValue),
      "message": .string(message),
    ]
  }

  /// Refuses data that a reader must not accept.
  public static func check(_ data: WireMessageFields) throws(FailureReport) {
    _ = try data.wholeNumber("track_id", from: 0)
    _ = try data.text("status")
    _ = try data.text("message")
  }

  /// Whether the status is one of the four.
  public static func isKnown(_ data: WireMessageFields) -> Bool {
    (try? data.text("status")).flatMap(Status.init) != nil
  }
}
