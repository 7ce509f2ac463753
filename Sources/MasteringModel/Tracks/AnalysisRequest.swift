/// Which file to analyse, how much of it, and whether damaged audio is accepted.
public struct AnalysisRequest: Sendable, Hashable {
  /// The audio file.
  public let path: String
  /// How much of it to analyse.
  public let window: AnalysisWindow
  /// Whether a file that ends early is analysed as far as it goes rather than refused.
  public let allowsPartialAudio: Bool

  /// A request for a file. By default, for its first 90 seconds, and damaged files are refused.
  public init(path: String, window: AnalysisWindow = .standard, allowsPartialAudio: Bool = false) {
    self.path = path
    self.window = window
    self.allowsPartialAudio = allowsPartialAudio
  }
}

extension AnalysisRequest {
  /// Whether both requests are the same. Paths are compared byte by byte, as in ``TrackIdentity``.
  public static func == (left: Self, right: Self) -> Bool {
    left.window == right.window && left.allowsPartialAudio == right.allowsPartialAudio
      && left.path.utf8.elementsEqual(right.path.utf8)
  }

  /// Hashes the three; canonically equivalent names may share a hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(window)
    hasher.combine(allowsPartialAudio)
    hasher.combine(path)
  }
}
