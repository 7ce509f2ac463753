/// A change in the state of a rendering that a client waits for.
public struct RenderingNews: Sendable, Hashable {
  /// The state of a rendering.
  public enum Status: Sendable, Hashable {
    /// The rendering is being computed; the fraction done, from 0 to 1.
    case solving(Double)
    /// Any part of it can be rendered.
    case ready
    /// All of it has been rendered and measured.
    case measured
    /// It failed, with the code and the sentence of the failure.
    case failed(code: String, message: String)
  }

  /// Identifies the rendering: the file, its state, and everything that was asked for.
  public let renderingID: String
  /// The rendering's state.
  public let status: Status

  /// Creates news from their parts.
  public init(renderingID: String, status: Status) {
    self.renderingID = renderingID
    self.status = status
  }
}
