/// Which file to listen to, how much of it, and whether a damaged one will do.
public struct AnalysisRequest: Sendable, Hashable {
  /// The audio file.
  public let path: String
  /// How much of it counts.
  public let window: AnalysisWindow
  /// Whether a file that ends early is analysed as far as it goes rather than refused.
  public let allowsPartialAudio: Bool

  /// A request for a file; for its first 90 seconds, whole, unless said otherwise.
  public init(path: String, window: AnalysisWindow = .standard, allowsPartialAudio: Bool = false) {
    self.path = path
    self.window = window
    self.allowsPartialAudio = allowsPartialAudio
  }
}
