import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1
import NIOWebSocket

/// Turns an HTTP connection into a WebSocket (RFC 6455, 4.2.2), whether or not it carried other
/// requests before.
///
/// Confined to the event loop of its connection.
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

  /// Answers with 101, and replaces the request handlers with a WebSocket.
  ///
  /// The request handler remains after it without getting requests; it is notified when the
  /// connection ends.
  ///
  /// - Parameter connection: passes everything through from now on.
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
      // Output for a client that does not read has to wait where it is counted.
      try? context.channel.syncOptions?.setOption(.socketOption(.so_sndbuf), value: 64 << 10)
      do {
        let frames = ByteToMessageHandler(
          WebSocketFrameDecoder(maxFrameSize: WebLimits.messageBytes))
        try pipeline.addHandlers([WebSocketFrameEncoder(), frames], position: .after(connection))
        // Joins before the client can read the answer, because it must get every message from then
        // on; and after the encoder is in place, because it is sent the current state at once.
        try pipeline.addHandler(WebSocketConnection(broadcaster), position: .after(frames))
      } catch {
        return context.close(promise: nil)
      }
      context.flush()
      pipeline.removeHandler(watch, promise: nil)
      // Passes on what the client sent after its request, in a later turn of the loop.
      pipeline.removeHandler(decoder).assumeIsolatedUnsafeUnchecked().whenComplete { _ in
        pipeline.removeHandler(connection, promise: nil)
      }
    }
  }

  /// Additional fields of the answer to a handshake: the subprotocol, if the client offered it.
  private static func fields(ofAnswerTo old: HTTPRequestHead) -> HTTPHeaders {
    guard let head = try? HTTPRequest(old, secure: false, splitCookie: false),
      WebSocketHandshake.protocols(of: head).contains(where: { $0 == AccessToken.protocolName })
    else { return [:] }
    return ["Sec-WebSocket-Protocol": AccessToken.protocolName]
  }
}
