import NIOCore
import NIOWebSocket

/// Sends back each message of a client that the connection behind it lets pass.
///
/// Stands between the socket and a `WebSocketConnection`, which gets every frame as it came and
/// answers as it always does: with pongs, and with a close where a rule was broken. After that close
/// nothing is sent back any more.
final class Echo: ChannelDuplexHandler {
  typealias InboundIn = WebSocketFrame
  typealias InboundOut = WebSocketFrame
  typealias OutboundIn = WebSocketFrame
  typealias OutboundOut = WebSocketFrame

  /// The message under way: its kind, and its bytes so far.
  private var message: (opcode: WebSocketOpcode, bytes: ByteBuffer)?
  private var hasClosed = false

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // The connection judges first; a close that it writes comes by below.
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
