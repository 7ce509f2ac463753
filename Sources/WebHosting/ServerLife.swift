internal import Logging
internal import ServiceLifecycle
internal import UnixSignals

/// Runs a server until a signal, and no longer after that than a grace.
///
/// The limits of `ServiceGroup` itself are of no use here: one is waited for even when everything has
/// ended before, and the other ends the process as if it had crashed.
struct ServerLife: Sendable {
  let server: any Service
  /// Until what is being answered is cancelled.
  let grace: Duration
  /// From then on, until it is not waited for any longer.
  let cancelling: Duration
  let logger: Logger

  private enum Event: Sendable {
    case ending
    case graceOver
    case ended((any Error)?)
  }

  /// Returns when the server has ended, or was given up.
  ///
  /// - Throws: what the server threw by itself, before any signal.
  func run() async throws {
    let (events, feed) = AsyncStream<Event>.makeStream()
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [
          .init(service: SignalledService(service: server) { feed.yield(.ending) })
        ],
        gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    let running = Task {
      do {
        try await group.run()
        feed.yield(.ended(nil))
      } catch {
        feed.yield(.ended(error))
      }
    }
    var isEnding = false
    var isCancelled = false
    for await event in events {
      switch event {
      case .ending:
        isEnding = true
        Self.wait(grace, feed)
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

/// A service that says when it is told to end.
private struct SignalledService: Service {
  let service: any Service
  let told: @Sendable () -> Void

  func run() async throws {
    try await withGracefulShutdownHandler {
      try await service.run()
    } onGracefulShutdown: {
      told()
    }
  }
}
