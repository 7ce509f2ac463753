internal import AudioDecoding
internal import Caching
internal import LibraryAnalysis

extension LiveEngine {
  /// The tracks of folders, with the tags in their files.
  static func library(of folders: [String]) throws(NoSuchLibraryFolder) -> TrackLibrary {
    try TrackLibrary(folders: folders, tags: CombinedTagReader())
  }

  /// A cache for as long as the process lives, where nothing is to be kept longer: what a server has
  /// measured, it does not measure again for each who asks.
  static func memoryCache() -> LiveCache { LiveCache(cache: MemoryCache(), file: nil) {} }
}
