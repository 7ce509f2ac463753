import Concurrency
import LibraryAnalysis
import MasteringService

/// Which files are recommended for, loaded and streamed, by whatever number or path they are asked for
/// (HTTP-32): those that the library lists, and those of the open range. A folder of music may hold
/// other things, which stay private.
struct ReachableFiles: Sendable {
  let library: TrackLibrary
  let openRange: OpenRange?
  // Not where streams are read: of some files it takes a minute to find out that they are no audio.
  private let executor = BackgroundExecutor()
  private let turnstile = Turnstile(places: 2)

  init(library: TrackLibrary, openRange: OpenRange?) {
    self.library = library
    self.openRange = openRange
  }

  /// Whether a file is reachable.
  ///
  /// - Parameters:
  ///   - path: where it lies, links followed.
  ///   - opened: what was opened there; nil where nothing was.
  func contain(_ path: String, openedAs opened: OpenFile? = nil) async -> Bool {
    if library.lists(path) { return true }
    guard let openRange, openRange.access.shows(path) else { return false }
    let answer = await turnstile.pass { [executor] in
      await Task(executorPreference: executor) { openRange.isAudio(path, opened) }.value
    }
    return answer ?? false
  }
}
