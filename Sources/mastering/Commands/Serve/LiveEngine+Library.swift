import AudioDecoding
import Caching
import LibraryAnalysis
import MasteringModel

extension LiveEngine {
  /// The tracks of folders, with the tags in their files.
  ///
  /// - Parameters:
  ///   - parts: what divides files into tracks; nil where each is one.
  ///   - isWatched: whether changes in the folders are to be heard of.
  static func library(
    of folders: [String], parts: (any FileTrackReader)?, isWatched: Bool
  ) throws(NoSuchLibraryFolder) -> TrackLibrary {
    try TrackLibrary(
      folders: folders, tags: CombinedTagReader(), parts: parts,
      watch: isWatched ? LibraryWatch() : nil)
  }

  /// A cache for as long as the process lives, where nothing is to be kept longer: what a server has
  /// measured, it does not measure again for each who asks.
  static func memoryCache() -> LiveCache { LiveCache(cache: MemoryCache(), file: nil) {} }
}
