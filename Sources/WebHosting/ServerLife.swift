import Concurrency
import Logging
import ServiceLifecycle

/// Runs a server until it is asked to end, and no longer after that than a grace.
///
/// The limits of `ServiceGroup` itself are of no use here: one is waited for even when everything has
/// ended before, and the other ends the process as if it had crashed. Nor are its signals: those are
/// the program's, and this is a library.
struct ServerLife: Sendable {
  let ending: HostEnding
  /// Until what is being answered is cancelled.
  let grace: Duration
  /// From then on, until it is not waited for any longer.
  let cancelling: Duration
  let logger: Logger
  /// Makes the server, which calls what it is given once it takes connections.
  let makeServer: @Sendable (_ begun: @escaping @Sendable () -> Void) -> any Service

  private enum Event: Sendable {
    case begun
    case ending
    case graceOver
    case ended((any Error)?)
  }

  /// Returns when the server has ended, or was given up.
  ///
  /// - Throws: what the server threw by itself, before it was asked to end.
  func run() async throws {
    guard !ending.isWished else { return }
    let (events, feed) = AsyncStream<Event>.makeStream()
    let server = makeServer { feed.yield(.begun) }
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [.init(service: server)], logger: logger))
    let running = Task {
      do {
        try await group.run()
        feed.yield(.ended(nil))
      } catch {
        feed.yield(.ended(error))
      }
    }
    ending.hear { feed.yield(.ending) }
    defer { ending.hear(nil) }
    var hasBegun = false
    var isEnding = false
    var isCancelled = false
    // A server that is asked to end while it begins does neither well.
    func end() async {
      guard hasBegun, isEnding else { return }
      await group.triggerGracefulShutdown()
      Self.wait(grace, feed)
    }
    for await event in events {
      switch event {
      case .begun:
        hasBegun = true
        await end()
      case .ending where isEnding: break
      case .ending:
        isEnding = true
        await end()
      case .graceOver where isCancelled:
        logger.warning("ended with requests not answered")
        return
      case .graceOver:
        isCancelled = true
        running.cancel()
        Self.wait(cancelling, feed)
      case .ended(let error):
        // What was cancelled ends in an error, which is no news.
        if let error, !isEnding { throw error }
        return
      }
    }
  }

  private static func wait(_ duration: Duration, _ feed: AsyncStream<Event>.Continuation) {
    Task {
      try? await Task.sleep(for: duration)
      feed.yield(.graceOver)
    }
  }
}
