import MasteringModel
import StrictJSON
import WireFormat

/// `render.plan`: the measured result of rendering a track, without writing a file.
struct PlanRendering: Method {
  static let name = "render.plan"
  static let parameters =
    [.required("path")] + RenderingFields.parameters + [.optional("track_id")]
  static let errors = RenderingCall.errors

  private let call: RenderingCall

  init(_ fields: ParameterFields) throws(FailureReport) {
    call = try RenderingCall(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    try call.answer(Self.name, in: session, into: nil)
  }
}
