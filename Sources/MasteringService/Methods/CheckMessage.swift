internal import StrictJSON
internal import WireFormat

/// `message.check`: reads a message of the WebSocket as its receivers have to.
struct CheckMessage: Method {
  static let name = "message.check"
  static let parameters: [Parameter] = [.required("text")]
  static let errors: [ErrorCode] = [.invalidMessage]

  private let text: String

  init(_ fields: Fields) throws(FailureReport) {
    text = try fields.required("text", try fields.text("text"))
  }

  func answer(in session: Session) throws(FailureReport) -> Answer {
    let (type, isKnown) = try MessageType.check(text: text)
    return .now(["type": .string(type), "known": .bool(isKnown)])
  }
}
