import AudioDecoding
import Caching
import LibraryAnalysis
import MasteringModel

extension LiveEngine {
  /// The tracks of folders, with the tags in their files.
  ///
  /// - Parameters:
  ///   - parts: divides files into tracks; nil if each file is one track.
  ///   - isWatched: whether to watch the folders for changes.
  static func library(
    of folders: [String], parts: (any FileTrackReader)?, isWatched: Bool
  ) throws(NoSuchLibraryFolder) -> TrackLibrary {
    try TrackLibrary(
      folders: folders, tags: CombinedTagReader(), parts: parts,
      watch: isWatched ? LibraryWatch() : nil)
  }

  /// A cache until the process ends, for use when nothing is stored permanently, so that a server
  /// does not measure a file again for every request.
  static func memoryCache() -> LiveCache { LiveCache(cache: MemoryCache(), file: nil) {} }
}
