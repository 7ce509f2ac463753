import LibraryAnalysis
import Synchronization

/// Looks through the library when it is asked to, one time after the other, until the server ends.
///
/// There is one task and one listener of the library, however many ask.
final class LibraryScanning: Sendable {
  private struct State {
    var isEnding = false
    /// The scan under way or the last one.
    var task: Task<Void, Never>?
    /// Those who wait until the library says that it is being looked through.
    var waiting: [AsyncStream<Void>.Continuation] = []
    /// Whether it has said so.
    var hasBegun = true
  }

  private let library: TrackLibrary
  private let state = Mutex(State())
  private let told: @Sendable (LibraryScanProgress) -> Void
  private let changed: @Sendable (_ trackCount: Int) -> Void

  /// - Parameters:
  ///   - told: hears how far it has come, now and then.
  ///   - changed: hears how many tracks there are, after a scan that found others than were there before
  ///     it. The first one that comes to its end finds them all, which is no change.
  init(
    _ library: TrackLibrary, told: @escaping @Sendable (LibraryScanProgress) -> Void,
    changed: @escaping @Sendable (_ trackCount: Int) -> Void = { _ in }
  ) {
    self.library = library
    self.told = told
    self.changed = changed
  }

  /// Begins to look through the folders, or joins a scan under way. Returns once the library says
  /// that it is being looked through.
  func begin() async {
    let (begun, waiter) = AsyncStream<Void>.makeStream()
    let waits = state.withLock { state in
      guard !state.isEnding else { return false }
      if state.hasBegun {
        // One that has come to its end looks at nothing that was put there since.
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

  /// Looks through the folders, or joins a scan under way, and returns when that is done.
  func perform() async {
    await begin()
    await state.withLock(\.task)?.value
  }

  /// Gives up what is under way, and begins nothing more. Returns when it has ended.
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
