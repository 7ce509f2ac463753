internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1
internal import NIOWebSocket

/// Sets up each connection: HTTP/1.1 for requests, unless the first asks for the WebSocket.
struct WebChannel: ServerChildChannel, HTTPChannelHandler {
  /// A connection, and what it turns out to be.
  struct Value: ServerChildChannelValue {
    let channel: any Channel
    fileprivate let kind: EventLoopFuture<Kind>
  }

  fileprivate enum Kind: Sendable {
    case http(NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>)
    case webSocket
  }

  let responder: HTTPChannelHandler.Responder
  let door: WebDoor
  let broadcaster: Broadcaster

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      let pipeline = channel.pipeline.syncOperations
      let connection = ConnectionGuard { [door] in Self.admits($0, door, $1) }
      let watch = ByteWatch(for: connection)
      let encoder = HTTPResponseEncoder()
      var limits = NIOHTTPDecoderLimitConfiguration()
      // Wider than ours, so that a target that is too long is told from a head that is too large.
      limits.maxHeaderFieldSize = 2 * WebLimits.headBytes
      limits.maxHeaderListSize = 2 * WebLimits.headBytes
      // As many as a head has room for: its size is what is limited (HTTP-13).
      limits.maxHeaderFieldCount = WebLimits.headBytes / 4
      let decoder = ByteToMessageHandler(
        HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits))
      let upgrade = NIOTypedHTTPServerUpgradeHandler(
        httpEncoder: encoder, extraHTTPHandlers: [watch, decoder, connection],
        upgradeConfiguration: upgradeConfiguration(for: channel))
      try pipeline.addHandlers([encoder, watch, decoder, connection, upgrade])
      return Value(channel: channel, kind: upgrade.upgradeResultFuture)
    }
  }

  func handle(value: Value, logger: Logger) async {
    // A connection that ends before it has asked for anything is neither.
    guard let kind = try? await value.kind.get() else {
      value.channel.close(promise: nil)
      return
    }
    switch kind {
    case .http(let channel): await handleHTTP(asyncChannel: channel, logger: logger)
    case .webSocket: try? await value.channel.closeFuture.get()
    }
  }

  // MARK: The upgrade

  private func upgradeConfiguration(
    for channel: any Channel
  ) -> NIOTypedHTTPServerUpgradeConfiguration<Kind> {
    let client = NIOLoopBoundBox<WebSocketConnection?>.makeEmptyBox(
      valueType: WebSocketConnection.self, eventLoop: channel.eventLoop)
    let upgrader = NIOTypedWebSocketServerUpgrader<Kind>(
      maxFrameSize: WebLimits.messageBytes, enableAutomaticErrorHandling: false,
      // The guard has let through none but those that are to be upgraded.
      shouldUpgrade: { [broadcaster] channel, head in
        // Before the client is told that it is in, since nothing may be left out from there on.
        let joined = WebSocketConnection(broadcaster)
        joined.join(channel)
        client.value = joined
        return channel.eventLoop.makeSucceededFuture(Self.fields(ofAnswerTo: head))
      },
      upgradePipelineHandler: { channel, _ in
        // What waits for a client that does not read is to wait where it is counted.
        channel.setOption(.socketOption(.so_sndbuf), value: 64 << 10).flatMapThrowing {
          if let joined = client.value { try channel.pipeline.syncOperations.addHandler(joined) }
          return .webSocket
        }
      })
    return NIOTypedHTTPServerUpgradeConfiguration(upgraders: [upgrader]) { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        return .http(
          try NIOAsyncChannel(
            wrappingChannelSynchronously: channel,
            configuration: .init(isOutboundHalfClosureEnabled: true)))
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

  /// Whether a request begins a WebSocket. Where not, it goes on as a request for `/ws`, whose route
  /// says why.
  private static func admits(_ old: HTTPRequestHead, _ door: WebDoor, _ client: Client) -> Bool {
    guard let head = try? HTTPRequest(old, secure: false, splitCookie: false),
      let target = RequestTarget(head.path ?? ""), target.segments == ["ws"],
      old.version == .http1_1, WebSocketHandshake.refusal(of: head) == nil,
      !old.headers.contains(name: "transfer-encoding"),
      old.headers["content-length"].allSatisfy({ $0 == "0" }),
      (try? Parameters.members(ofQuery: target, known: [])) != nil
    else { return false }
    do throws(Refusal) {
      try door.admit(head, target, from: client, withoutToken: false)
      return true
    } catch {
      return false
    }
  }
}
