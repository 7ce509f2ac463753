import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// Makes a connection that carried requests a WebSocket (RFC 6455, 4.2.2), whether or not it carried
/// others before.
///
/// Lives on the event loop of its connection.
struct WebSocketUpgrade {
  let broadcaster: Broadcaster
  let encoder: HTTPResponseEncoder
  let watch: ByteWatch
  let decoder: ByteToMessageHandler<HTTPRequestDecoder>

  private static let accepting = NIOWebSocketServerUpgrader(
    shouldUpgrade: { channel, head in
      channel.eventLoop.makeSucceededFuture(fields(ofAnswerTo: head))
    },
    upgradePipelineHandler: { channel, _ in channel.eventLoop.makeSucceededVoidFuture() })

  /// Answers with 101, and puts a WebSocket in the place of what read requests.
  ///
  /// What would answer requests stays behind it and gets none any more; it hears of the end of the
  /// connection.
  ///
  /// - Parameter connection: lets everything through from now on.
  func begin(
    _ head: HTTPRequestHead, behind connection: ConnectionGuard, _ context: ChannelHandlerContext
  ) {
    let pipeline = context.pipeline.syncOperations
    Self.accepting.buildUpgradeResponse(
      channel: context.channel, upgradeRequest: head, initialResponseHeaders: HTTPHeaders()
    ).assumeIsolatedUnsafeUnchecked().whenComplete { result in
      guard case .success(let fields) = result else { return context.close(promise: nil) }
      let answer = HTTPResponseHead(
        version: .http1_1, status: .switchingProtocols, headers: fields)
      context.write(
        NIOAny(HTTPServerResponsePart.head(answer)), promise: nil)
      pipeline.removeHandler(encoder, promise: nil)
      // What waits for a client that does not read is to wait where it is counted.
      try? context.channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: 64 << 10)
      do {
        let frames = ByteToMessageHandler(
          WebSocketFrameDecoder(maxFrameSize: WebLimits.messageBytes))
        try pipeline.addHandlers([WebSocketFrameEncoder(), frames], position: .after(connection))
        // Joins before the client can read that it is in, since nothing may be left out from there
        // on; and after the encoder is there, since it is sent the current state at once.
        try pipeline.addHandler(WebSocketConnection(broadcaster), position: .after(frames))
      } catch {
        return context.close(promise: nil)
      }
      context.flush()
      pipeline.removeHandler(watch, promise: nil)
      // Hands on what the client sent behind its request, in a later turn of the loop.
      pipeline.removeHandler(decoder).assumeIsolatedUnsafeUnchecked().whenComplete { _ in
        pipeline.removeHandler(connection, promise: nil)
      }
    }
  }

  /// What the answer to a handshake has besides: the protocol, where the client offered it.
  private static func fields(ofAnswerTo old: HTTPRequestHead) -> HTTPHeaders {
    guard let head = try? HTTPRequest(old, secure: false, splitCookie: false),
      WebSocketHandshake.protocols(of: head).contains(where: { $0 == AccessToken.protocolName })
    else { return [:] }
    return ["Sec-WebSocket-Protocol": AccessToken.protocolName]
  }
}
