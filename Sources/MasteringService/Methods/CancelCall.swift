internal import StrictJSON
internal import WireFormat

/// `$/cancel`: a notification that the calls of an id are not wanted any more; each that is still
/// running is answered as cancelled.
struct CancelCall: Method {
  static let name = "$/cancel"
  static let parameters: [Parameter] = [.required("id")]
  static let errors: [ErrorCode] = []

  private let id: RequestID

  init(_ fields: Fields) throws(FailureReport) {
    guard let id = fields["id"].flatMap({ RequestID($0) }) else {
      throw fields.wrongType("id", expected: "the id of a call")
    }
    self.id = id
  }

  func answer(in session: Session) -> Answer {
    session.cancel(id)
    return .now(.null)
  }
}
