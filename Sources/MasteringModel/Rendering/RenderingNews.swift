/// A change in the state of a rendering that a client waits for.
public struct RenderingNews: Sendable, Hashable {
  /// How it stands.
  public enum Status: Sendable, Hashable {
    /// The rendering is being computed; the fraction that is done, 0…1.
    case solving(Double)
    /// Any part of it can be rendered.
    case ready
    /// All of it was rendered and measured.
    case measured
    /// It failed, with the code and the sentence of the failure.
    case failed(code: String, message: String)
  }

  /// Identifies the rendering: the file, its state, and everything that was asked for.
  public let renderingID: String
  /// How it stands.
  public let status: Status

  /// News from their parts.
  public init(renderingID: String, status: Status) {
    self.renderingID = renderingID
    self.status = status
  }
}
