internal import LibraryAnalysis
internal import Synchronization

/// Looks through the library when it is told to, one time after the other, until the server ends.
final class LibraryScanning: Sendable {
  private let library: TrackLibrary
  private let isEnding = Mutex(false)
  private let scan = Mutex<Task<Void, Never>?>(nil)
  private let told: @Sendable (LibraryScanProgress) -> Void

  /// - Parameter told: hears how far it has come, now and then.
  init(_ library: TrackLibrary, told: @escaping @Sendable (LibraryScanProgress) -> Void) {
    self.library = library
    self.told = told
  }

  /// Begins to look through the folders, or joins a scan under way. Returns once the library says
  /// that it is being looked through.
  func begin() async {
    guard !isEnding.withLock({ $0 }) else { return }
    let (begun, beginning) = AsyncStream<Void>.makeStream()
    let task = Task { [library, told] in
      await library.scan {
        beginning.finish()
        told($0)
      }
      beginning.finish()
    }
    scan.withLock { $0 = task }
    for await _ in begun {}
  }

  /// Gives up what is under way, and begins nothing more.
  func stop() {
    isEnding.withLock { $0 = true }
    scan.withLock { $0 }?.cancel()
  }
}
