internal import StrictJSON
internal import WireFormat

/// `shutdown`: takes no more calls, finishes those that are running, and ends.
struct ShutDown: Method {
  static let name = "shutdown"
  static let parameters: [Parameter] = []
  static let errors: [ErrorCode] = []

  init(_ fields: Fields) {}

  func answer(in session: Session) -> Answer {
    session.shutDown()
    return .now(.null)
  }
}
