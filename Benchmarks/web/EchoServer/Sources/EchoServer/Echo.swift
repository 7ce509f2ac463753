import NIOCore
import NIOWebSocket

/// Sends back each client message that the connection behind it accepts.
///
/// It sits between the socket and a `WebSocketConnection`, which receives every frame unchanged and
/// answers as it always does: with pongs, and with a close after a violation. After that close,
/// nothing more is echoed.
final class Echo: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = WebSocketFrame
  typealias OutboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  /// The current message: its kind, and its bytes so far.
  private var message: (opcode: WebSocketOpcode, bytes: ByteBuffer)?
  private var hasClosed = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // The connection checks first; a close that it writes passes through below.
    context.fireChannelRead(data)
    guard !hasClosed else { return }
    let frame = unwrapInboundIn(data)
    switch frame.opcode {
    case .text, .binary: message = (frame.opcode, frame.unmaskedData)
    case .continuation: message?.bytes.writeImmutableBuffer(frame.unmaskedData)
    default: return
    }
    guard frame.fin, let whole = message else { return }
    message = nil
    context.writeAndFlush(
      wrapOutboundOut(WebSocketFrame(fin: true, opcode: whole.opcode, data: whole.bytes)),
      promise: nil)
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    if unwrapOutboundIn(data).opcode == .connectionClose { hasClosed = true }
    context.write(data, promise: promise)
  }
}
