public import MasteringModel
public import StrictJSON

/// `mastering_render`: the state of a track's rendering (MSG-30).
public struct MasteringRenderMessage: WireMessage {
  /// The type's name on the wire.
  public static let typeName = "mastering_render"
  /// The members to make it from.
  public static let parameters: [CallParameter] = []

  /// The members of the data, in order.
  public let data: JSON

  /// The message for a track and the news of its rendering.
  public init(trackID: Int, news: RenderingNews) {
    var members: [JSON.Member] = [
      .init("track_id", .integer(trackID)), .init("render_id", .string(news.renderingID)),
    ]
    switch news.status {
    case .solving(let fraction):
      members += [
        .init("status", "solving"), .init("fraction", .number(fraction)),
        .init("message", .string("Computing the mastered version (\(Int(fraction * 100)) %)")),
      ]
    case .ready:
      members += [
        .init("status", "ready"), .init("message", "The mastered version can be played"),
      ]
    case .measured:
      members += [
        .init("status", "measured"), .init("message", "The mastered version was measured"),
      ]
    case .failed(let code, let message):
      members += [
        .init("status", "failed"), .init("code", .string(code)), .init("message", .string(message)),
      ]
    }
    data = .object(members)
  }

  /// It is sent for a rendering, never made from its members.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    throw fields.wrongType("type", expected: "a message that is made from its members")
  }

  /// Refuses data that a reader must not accept.
  public static func check(_ data: WireMessageFields) throws(FailureReport) {
    _ = try data.wholeNumber("track_id", from: 0)
    _ = try data.text("render_id")
    _ = try data.text("message")
    switch try data.text("status") {
    case "solving": _ = try data.number("fraction", in: 0...1)
    case "failed": _ = try data.text("code")
    default: break
    }
  }

  /// Whether the status is one of the four.
  public static func isKnown(_ data: WireMessageFields) -> Bool {
    (try? data.text("status")).map(["solving", "ready", "measured", "failed"].contains) ?? false
  }
}
