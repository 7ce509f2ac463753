import StrictJSON
import WireFormat

/// `message.check`: reads a WebSocket message as its receivers have to.
struct CheckMessage: Method {
  static let name = "message.check"
  static let parameters: [CallParameter] = [.required("text")]
  static let errors: [FailureCode] = [.invalidMessage]

  private let text: String

  init(_ fields: ParameterFields) throws(FailureReport) {
    text = try fields.required("text", try fields.text("text"))
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    let (type, isKnown) = try WireMessageType.check(text: text)
    return .now(["type": .string(type), "known": .bool(isKnown)])
  }
}
