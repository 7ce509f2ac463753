/// What became known of a rendering that somebody waits for.
public struct RenderingNews: Sendable, Hashable {
  /// How it stands.
  public enum Status: Sendable, Hashable {
    /// It is being worked out; 0…1 of that is done.
    case solving(Double)
    /// Any part of it can be rendered.
    case ready
    /// All of it was rendered and measured.
    case measured
    /// It cannot be had, by the code and the sentence of a failure.
    case failed(code: String, message: String)
  }

  /// Names the rendering: which state of which file, and all that was asked for.
  public let renderingID: String
  /// How it stands.
  public let status: Status

  /// News from their parts.
  public init(renderingID: String, status: Status) {
    self.renderingID = renderingID
    self.status = status
  }
}
