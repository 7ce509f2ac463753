import Concurrency
import LibraryAnalysis
import MasteringModel
import MasteringService

/// The files that can be analysed, loaded and streamed, by number or by path (HTTP-32): those that
/// the library lists, and those of the open range. A music folder may contain other things, which
/// stay private.
struct ReachableFiles: Sendable {
  let library: TrackLibrary
  let openRange: OpenRange?
  // Not on the threads that read streams: for some files it takes a minute to find out that they
  // are not audio.
  private let executor = BackgroundExecutor()
  private let turnstile = Turnstile(places: 2)

  init(library: TrackLibrary, openRange: OpenRange?) {
    self.library = library
    self.openRange = openRange
  }

  /// Whether a file is reachable.
  ///
  /// - Parameters:
  ///   - path: its path, with links followed.
  ///   - opened: the file opened there; nil if none was.
  func contain(_ path: String, openedAs opened: OpenFile? = nil) async -> Bool {
    if library.lists(path) { return true }
    if TrackPath(path) != nil, await inBackground({ [library] in library.willList(partAt: path) }) {
      return true
    }
    guard let openRange, openRange.access.shows(path) else { return false }
    return await inBackground { openRange.isAudio(path, opened) }
  }

  private func inBackground(_ answer: @escaping @Sendable () -> Bool) async -> Bool {
    await turnstile.pass { [executor] in
      await Task(executorPreference: executor) { answer() }.value
    } ?? false
  }
}
