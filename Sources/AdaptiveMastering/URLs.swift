public import Caching
public import Foundation
public import MasteringModel
public import ProfileCatalog
public import YAMLCatalog

extension AnalysisRequest {
  /// A request for a file; for its first 90 seconds, whole, unless said otherwise.
  ///
  /// A URL that is no file's leads to ``AudioFailure/notFound(path:)`` with the URL in it.
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
  /// A cache in a file, which need not exist yet; touches nothing.
  public convenience init(
    url: URL, warn: @escaping @Sendable (CacheWarning) -> Void = { _ in }
  ) {
    self.init(path: url.localPath, warn: warn)
  }
}

extension URL {
  /// The path of a file, and of anything else the whole URL, which names no file: the path alone
  /// could name one on this machine that was not meant.
  fileprivate var localPath: String {
    isFileURL ? path(percentEncoded: false) : absoluteString
  }
}
