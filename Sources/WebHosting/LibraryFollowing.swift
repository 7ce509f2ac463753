import LibraryAnalysis

/// Rescans a library when its folders have changed.
///
/// Copying in a folder causes thousands of changes, so it waits for a quiet moment, but not
/// indefinitely. Folders that are not watched are rescanned from time to time.
struct LibraryFollowing: Sendable {
  let watch: LibraryWatch
  let scanning: LibraryScanning
  var pace = Pace()
  /// Called with how much is watched, after the first scan and on changes.
  let told: @Sendable (LibraryWatchCoverage) -> Void

  /// The waiting times.
  struct Pace: Sendable {
    /// Time without a change before a scan.
    var quiet = Duration.seconds(1)
    /// The longest wait while changes continue.
    var longest = Duration.seconds(10)
    /// Time between scans if some changes go unnoticed.
    var rescan = LibraryFollowing.rescanInterval
    /// The shortest pause after a scan, as a multiple of its duration, up to `longRest`.
    var restFactor = 9
    /// A pause that is long enough unless a scan takes more than half of it.
    var longRest = Duration.seconds(20)
    /// The shortest pause after a scan that no change triggered, as a multiple of its duration.
    var rescanFactor = 99

    /// How long to pause after a scan.
    ///
    /// - Parameter isFirst: whether it was the first, which also reads all tags, and says little about how
    ///   long the next one will take.
    func rest(afterScanOf duration: Duration, isFirst: Bool) -> Duration {
      min(duration * restFactor, isFirst ? longRest : max(longRest, duration * 2))
    }
  }

  /// How often folders that cannot be watched are rescanned.
  static let rescanInterval = Duration.seconds(300)

  private enum Wish { case changed, due }

  /// Scans the folders repeatedly until the task is cancelled.
  func run() async {
    let (wishes, feed) = AsyncStream<Wish>.makeStream(bufferingPolicy: .bufferingNewest(1))
    await withTaskGroup { group in
      group.addTask { [watch] in for await _ in watch.changes { feed.yield(.changed) } }
      var coverage: LibraryWatchCoverage?
      var isFirst = true
      var wishes = wishes.makeAsyncIterator()
      while !Task.isCancelled {
        let seen = watch.changeCount
        let duration = await ContinuousClock().measure { await scanning.perform() }
        guard !Task.isCancelled else { break }
        let now = watch.coverage
        if coverage != now { told(now) }
        coverage = now
        try? await Task.sleep(for: pace.rest(afterScanOf: duration, isFirst: isFirst))
        isFirst = false
        let timer = Task {
          guard now.isPartial else { return }
          try? await Task.sleep(for: max(pace.rescan, duration * pace.rescanFactor))
          if !Task.isCancelled { feed.yield(.due) }
        }
        // Changes reported before the scan began are covered by it.
        while watch.changeCount == seen, await wishes.next() == .changed {}
        timer.cancel()
        await waitForQuiet()
      }
      group.cancelAll()
    }
  }

  private func waitForQuiet() async {
    let start = ContinuousClock.now
    var seen = watch.changeCount
    while !Task.isCancelled {
      try? await Task.sleep(for: pace.quiet)
      let now = watch.changeCount
      if now == seen || ContinuousClock.now - start > pace.longest { return }
      seen = now
    }
  }
}
