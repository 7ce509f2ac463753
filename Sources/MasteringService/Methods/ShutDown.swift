import StrictJSON
import WireFormat

/// `shutdown`: accepts no more calls, finishes those that are running, and ends.
struct ShutDown: Method {
  static let name = "shutdown"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = []

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) -> Answer {
    session.shutDown()
    return .now(.null)
  }
}
