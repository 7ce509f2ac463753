internal import LibraryAnalysis
internal import MasteringService
internal import NIOPosix

/// Which files are recommended for, loaded and streamed, by whatever number or path they are asked for
/// (HTTP-32): those that the library lists, and those of the open range. A folder of music may hold
/// other things, which are nobody's business.
struct ReachableFiles: Sendable {
  let library: TrackLibrary
  let openRange: OpenRange?

  /// Whether a file is reachable.
  ///
  /// - Parameters:
  ///   - path: where it lies, links followed.
  ///   - opened: a path that leads to what was opened there; that path itself, where nothing was.
  func contain(_ path: String, openedAs opened: String? = nil) async -> Bool {
    if library.lists(path) { return true }
    guard let openRange, openRange.access.shows(path) else { return false }
    let answer = try? await NIOThreadPool.singleton.runIfActive {
      openRange.isAudio(opened ?? path)
    }
    return answer ?? false
  }
}
