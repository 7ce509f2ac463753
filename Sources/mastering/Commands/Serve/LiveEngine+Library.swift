import AudioDecoding
import Caching
import LibraryAnalysis
import MasteringModel

extension LiveEngine {
  /// The tracks of folders, with the tags in their files.
  ///
  /// - Parameter parts: what divides files into tracks; nil where each is one.
  static func library(
    of folders: [String], parts: (any FileTrackReader)?
  ) throws(NoSuchLibraryFolder) -> TrackLibrary {
    try TrackLibrary(folders: folders, tags: CombinedTagReader(), parts: parts)
  }

  /// A cache for as long as the process lives, where nothing is to be kept longer: what a server has
  /// measured, it does not measure again for each who asks.
  static func memoryCache() -> LiveCache { LiveCache(cache: MemoryCache(), file: nil) {} }
}
