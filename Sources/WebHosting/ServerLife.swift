import Concurrency
import Logging
import ServiceLifecycle

/// Runs a server until it is asked to end, and then for at most a grace period.
///
/// The time limits of `ServiceGroup` itself do not work here: one is waited for even if everything
/// has already ended, and the other ends the process like a crash. Nor are its signals used: they
/// belong to the program, and this is a library.
struct ServerLife: Sendable {
  let ending: HostEnding
  /// The time until running requests are cancelled.
  let grace: Duration
  /// The time from then until they are abandoned.
  let cancelling: Duration
  let logger: Logger
  /// Makes the server, which calls `begun` once it accepts connections.
  let makeServer: @Sendable (_ begun: @escaping @Sendable () -> Void) -> any Service

  private enum Event: Sendable {
    case begun
    case ending
    case graceOver
    case ended((any Error)?)
  }

  /// Returns when the server has ended, or was abandoned.
  ///
  /// - Throws: what the server threw before it was asked to end.
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
    // A server must not be asked to end while it is starting.
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
        logger.warning("stopped with unanswered requests")
        return
      case .graceOver:
        isCancelled = true
        running.cancel()
        Self.wait(cancelling, feed)
      case .ended(let error):
        // A cancelled server ends with an error, which is expected.
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
