import LibraryAnalysis

/// Has a library looked through when something in its folders has changed.
///
/// A whole folder that is copied in is thousands of changes, so it waits until there is quiet; and where
/// there is none, not for ever. What is not watched is looked through now and then.
struct LibraryFollowing: Sendable {
  let watch: LibraryWatch
  let scanning: LibraryScanning
  var pace = Pace()
  /// Hears how much is watched, after the first scan and when that has changed.
  let told: @Sendable (LibraryWatchCoverage) -> Void

  /// How long it waits for what.
  struct Pace: Sendable {
    /// Without a change, until the folders are looked through.
    var quiet = Duration.seconds(1)
    /// At most, where changes go on.
    var longest = Duration.seconds(10)
    /// Between two scans where some changes go unnoticed.
    var rescan = LibraryFollowing.rescanInterval
    /// The least rest after a scan, as a multiple of the time it took.
    var restFactor = 9
    /// The same after a scan that no change asked for.
    var rescanFactor = 99
  }

  /// How often folders are looked through that cannot be watched.
  static let rescanInterval = Duration.seconds(300)

  private enum Wish { case changed, due }

  /// Looks through the folders, and again and again, until the task is cancelled.
  func run() async {
    let (wishes, feed) = AsyncStream<Wish>.makeStream(bufferingPolicy: .bufferingNewest(1))
    await withTaskGroup { group in
      group.addTask { [watch] in for await _ in watch.changes { feed.yield(.changed) } }
      var coverage: LibraryWatchCoverage?
      var wishes = wishes.makeAsyncIterator()
      while !Task.isCancelled {
        let seen = watch.changeCount
        let duration = await ContinuousClock().measure { await scanning.perform() }
        guard !Task.isCancelled else { break }
        let now = watch.coverage
        if coverage != now { told(now) }
        coverage = now
        try? await Task.sleep(for: duration * pace.restFactor)
        let timer = Task {
          guard now.isPartial else { return }
          try? await Task.sleep(for: max(pace.rescan, duration * pace.rescanFactor))
          if !Task.isCancelled { feed.yield(.due) }
        }
        // What was told before the scan began has been looked at.
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
