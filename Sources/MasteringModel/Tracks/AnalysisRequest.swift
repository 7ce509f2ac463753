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

extension AnalysisRequest {
  /// Whether both ask for the same. Paths are compared byte by byte, as in ``TrackIdentity``.
  public static func == (left: Self, right: Self) -> Bool {
    left.window == right.window && left.allowsPartialAudio == right.allowsPartialAudio
      && left.path.utf8.elementsEqual(right.path.utf8)
  }

  /// Hashes the three; names that only look the same may share a hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(window)
    hasher.combine(allowsPartialAudio)
    hasher.combine(path)
  }
}
