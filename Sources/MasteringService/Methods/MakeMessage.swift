internal import StrictJSON
internal import WireFormat

/// `message.make`: a message of the WebSocket from its members.
struct MakeMessage: Method {
  static let name = "message.make"
  static let parameters: [Parameter] = [
    .required("type"), .required("track_id"), .optional("status"), .optional("code"),
    .optional("message"),
  ]
  static let errors: [ErrorCode] = []

  private let message: any Message

  init(_ fields: Fields) throws(FailureReport) {
    message = try MessageType.made(from: fields.members)
  }

  func answer(in session: Session) -> Answer { .now(message.envelope) }
}
