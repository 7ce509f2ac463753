internal import AudioDecoding
internal import Caching
internal import LibraryAnalysis

extension LiveEngine {
  /// The tracks of folders, with the tags that libsndfile reads.
  static func library(of folders: [String]) throws(NoSuchLibraryFolder) -> TrackLibrary {
    try TrackLibrary(folders: folders, tags: SndfileTagReader())
  }

  /// A cache for as long as the process lives, where nothing is to be kept longer: what a server has
  /// measured, it does not measure again for each who asks.
  static func memoryCache() -> LiveCache { LiveCache(cache: MemoryCache(), file: nil) {} }
}
