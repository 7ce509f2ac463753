import StrictJSON
import WireFormat

/// `$/cancel`: a notification that cancels the calls with an id; each that is still running is
/// answered as cancelled.
struct CancelCall: Method {
  static let name = "$/cancel"
  static let parameters: [CallParameter] = [.required("id")]
  static let errors: [FailureCode] = []

  private let id: RPCRequestID

  init(_ fields: ParameterFields) throws(FailureReport) {
    guard let id = fields["id"].flatMap({ RPCRequestID($0) }) else {
      throw fields.wrongType("id", expected: "the id of a call")
    }
    self.id = id
  }

  func answer(in session: CallerSession) -> Answer {
    session.cancel(id)
    return .now(.null)
  }
}
