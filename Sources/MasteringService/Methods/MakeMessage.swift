import StrictJSON
import WireFormat

/// `message.make`: a WebSocket message from its members.
struct MakeMessage: Method {
  static let name = "message.make"
  static let parameters: [CallParameter] = [
    .required("type"), .required("track_id"), .optional("status"), .optional("code"),
    .optional("message"),
  ]
  static let errors: [FailureCode] = []

  private let message: any WireMessage

  init(_ fields: ParameterFields) throws(FailureReport) {
    message = try WireMessageType.made(from: fields.members)
  }

  func answer(in session: CallerSession) -> Answer { .now(message.envelope) }
}
