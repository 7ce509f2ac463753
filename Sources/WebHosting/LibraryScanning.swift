import LibraryAnalysis
import Synchronization

/// Scans the library on request, one scan at a time, until the server ends.
///
/// There is one task and one observer of the library, however many requests there are.
final class LibraryScanning: Sendable {
  private struct State {
    var isEnding = false
    /// The current scan, or the last one.
    var task: Task<Void, Never>?
    /// Callers waiting until the library reports that a scan is under way.
    var waiting: [AsyncStream<Void>.Continuation] = []
    /// Whether it has reported that.
    var hasBegun = true
  }

  private let library: TrackLibrary
  private let state = Mutex(State())
  private let told: @Sendable (LibraryScanProgress) -> Void
  private let changed: @Sendable (_ trackCount: Int) -> Void

  /// - Parameters:
  ///   - told: called with the progress from time to time.
  ///   - changed: called with the number of tracks after a scan that changed them. The first
  ///     complete scan finds them all, which does not count as a change.
  init(
    _ library: TrackLibrary, told: @escaping @Sendable (LibraryScanProgress) -> Void,
    changed: @escaping @Sendable (_ trackCount: Int) -> Void = { _ in }
  ) {
    self.library = library
    self.told = told
    self.changed = changed
  }

  /// Starts a scan of the folders, or joins one under way. Returns once the library reports that a
  /// scan is under way.
  func begin() async {
    let (begun, waiter) = AsyncStream<Void>.makeStream()
    let waits = state.withLock { state in
      guard !state.isEnding else { return false }
      if state.hasBegun {
        // A scan that is finishing does not see files added since.
        if state.task != nil, library.progress.state == .scanning { return false }
        state.hasBegun = false
        state.task = Task { [self, earlier = state.task] in
          await earlier?.value
          await scan()
        }
      }
      state.waiting.append(waiter)
      return true
    }
    if waits { for await _ in begun {} }
  }

  /// Scans the folders, or joins a scan under way, and returns when that is done.
  func perform() async {
    await begin()
    await state.withLock(\.task)?.value
  }

  /// Cancels the current scan, and starts no more. Returns when it has ended.
  func stop() async {
    let task = state.withLock { state in
      state.isEnding = true
      return state.task
    }
    task?.cancel()
    await task?.value
  }

  private func scan() async {
    // However it ends, even before it has begun.
    defer { tellBegun() }
    let before = library.listing
    await library.scan { [self] progress in
      tellBegun()
      told(progress)
    }
    let now = library.listing
    if before.isReady, now.isReady, now.revision != before.revision { changed(now.tracks.count) }
  }

  private func tellBegun() {
    let waiting = state.withLock { state in
      state.hasBegun = true
      defer { state.waiting = [] }
      return state.waiting
    }
    waiting.forEach { $0.finish() }
  }
}
