import NIOCore
import NIOWebSocket

/// A WebSocket client, from its handshake to its end.
///
/// Confined to the event loop of its connection: everything here is called there.
final class WebSocketConnection: ChannelInboundHandler {
  typealias InboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  private let broadcaster: Broadcaster
  private var rules: FrameRules
  private var context: ChannelHandlerContext?
  private var isClosing = false
  /// The most bytes of earlier answers still waiting to be sent, which do not count for its own
  /// queue.
  private var earlierBytes = 0
  private var nextPing: Scheduled<Void>?
  private var lastPong = NIODeadline.now()

  init(_ broadcaster: Broadcaster, messageBytes: Int = WebLimits.messageBytes) {
    self.broadcaster = broadcaster
    rules = FrameRules(messageBytes: messageBytes)
  }

  // MARK: Life

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
    lastPong = .now()
    schedulePing(context)
    earlierBytes = Self.waitingBytes(context)
    broadcaster.join(self, on: context.eventLoop)
  }

  func handlerRemoved(context: ChannelHandlerContext) { leave() }

  func channelInactive(context: ChannelHandlerContext) {
    leave()
    context.fireChannelInactive()
  }

  private func leave() {
    guard let context else { return }
    broadcaster.leave(self, on: context.eventLoop)
    nextPing?.cancel()
    self.context = nil
  }

  private func schedulePing(_ context: ChannelHandlerContext) {
    nextPing = context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(
      in: WebLimits.pingInterval
    ) { [self] in ping() }
  }

  private func ping() {
    guard let context, !isClosing else { return }
    guard NIODeadline.now() - lastPong <= WebLimits.pongTime else {
      return context.close(promise: nil)
    }
    if hasRoom(for: ByteBuffer(), context) {
      write(.ping, ByteBuffer(), context)
      context.flush()
    }
    schedulePing(context)
  }

  // MARK: What it sends

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // After a close, everything is ignored.
    guard !isClosing else { return }
    switch rules.take(unwrapInboundIn(data)) {
    case .nothing: break
    case .ponged: lastPong = .now()
    case .pong(let data):
      // A client that pings and does not read would fill the memory with pongs.
      guard hasRoom(for: data, context) else { return close(FrameRules.tryAgainLater) }
      write(.pong, data, context)
      context.flush()
    case .closed(let code), .failed(let code): close(code)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error as? NIOWebSocketError {
    case .invalidFrameLength: close(FrameRules.messageTooBig)
    case .fragmentedControlFrame, .multiByteControlFrameLength: close(FrameRules.protocolError)
    case nil: context.close(promise: nil)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case is ChannelShouldQuiesceEvent: close(FrameRules.goingAway)
    case ChannelEvent.inputClosed: context.close(promise: nil)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  // MARK: What it is sent

  /// Sends a message, or drops the client if too much is queued for it.
  func send(_ message: ByteBuffer) {
    guard let context, !isClosing else { return }
    guard hasRoom(for: message, context) else { return close(FrameRules.tryAgainLater) }
    write(.text, message, context)
  }

  /// Flushes what was sent.
  func flush() { context?.flush() }

  private func hasRoom(for message: ByteBuffer, _ context: ChannelHandlerContext) -> Bool {
    let waiting = Self.waitingBytes(context)
    earlierBytes = min(earlierBytes, waiting)
    return waiting - earlierBytes + message.readableBytes <= WebLimits.clientQueueBytes
  }

  private static func waitingBytes(_ context: ChannelHandlerContext) -> Int {
    (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
  }

  /// Sends a close frame, and closes the connection when it is written and answered, or soon after.
  private func close(_ code: UInt16) {
    guard let context, !isClosing else { return }
    isClosing = true
    broadcaster.leave(self, on: context.eventLoop)
    var data = ByteBuffer()
    data.writeInteger(code)
    write(.connectionClose, data, context)
    context.flush()
    context.close(mode: .output, promise: nil)
    context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: WebLimits.closeTime) {
      context.close(promise: nil)
    }
  }

  private func write(
    _ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext
  ) {
    context.write(
      wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
  }
}
