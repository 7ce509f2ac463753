import Logging
import NIOCore

/// Takes no connection for a second where the system has no descriptor left for one: until one is
/// given back, asking again would keep a core busy.
///
/// Stands first in the pipeline of the channel that listens. A channel that fails to take a connection
/// stays registered for the next, and is called again at once; only without automatic reading it
/// rests.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = any Channel

  /// How long it rests.
  static let length = TimeAmount.seconds(1)

  private let logger: Logger
  private var isResting = false

  init(_ logger: Logger) {
    self.logger = logger
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? IOError else { return context.fireErrorCaught(error) }
    guard !isResting else { return }
    isResting = true
    logger.warning(
      "no connection can be taken", metadata: ["reason": "\(error.description)"])
    let channel = context.channel
    try? channel.syncOptions?.setOption(.autoRead, value: false)
    context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: Self.length) { [self] in
      isResting = false
      // Fails where it listens no longer.
      try? channel.syncOptions?.setOption(.autoRead, value: true)
    }
  }
}
