public import Caching
public import Foundation
public import MasteringModel
public import ProfileCatalog
public import YAMLCatalog

extension AnalysisRequest {
  /// A request for a file. By default, for its first 90 seconds, and damaged files are refused.
  ///
  /// For a URL that is not a file URL, analysis throws ``AudioFailure/notFound(path:)`` with the
  /// whole URL as its path.
  public init(
    _ url: URL, window: AnalysisWindow = .standard, allowsPartialAudio: Bool = false
  ) {
    self.init(path: url.localPath, window: window, allowsPartialAudio: allowsPartialAudio)
  }
}

extension YAMLProfileProvider {
  /// Reads a file or a folder of profiles, as ``load(_:including:)`` does.
  public static func load(
    _ url: URL, including base: ProfileRegistry = ProfileRegistry()
  ) -> YAMLProfileProvider {
    load(url.localPath, including: base)
  }
}

extension SQLiteCache {
  /// A cache in a file, which need not exist yet; the initialiser does not touch it.
  public convenience init(
    url: URL, warn: @escaping @Sendable (CacheWarning) -> Void = { _ in }
  ) {
    self.init(path: url.localPath, warn: warn)
  }
}

extension URL {
  /// The path of a file URL. For any other URL it is the whole URL, which names no file: the path
  /// alone could name an unrelated file on this machine.
  fileprivate var localPath: String {
    isFileURL ? path(percentEncoded: false) : absoluteString
  }
}
