import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import NIOPosix
import NIOWebSocket
import ServiceLifecycle

/// Sets up each connection: HTTP/1.1 for requests, until one of them begins the WebSocket.
struct WebChannel: ServerChildChannel, HTTPChannelHandler {
  /// A connection, and its requests.
  struct Value: ServerChildChannelValue {
    let channel: any Channel
    fileprivate let requests: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>
  }

  let responder: HTTPChannelHandler.Responder
  let door: WebDoor
  let broadcaster: Broadcaster
  let places: ConnectionPlaces

  /// A server of such connections.
  ///
  /// - Parameter listening: called with its channel once it listens, before it accepts any.
  func server(
    address: String, port: Int, logger: Logger,
    listening: @escaping @Sendable (any Channel) async -> Void
  ) -> any Service {
    server(
      configuration: ServerConfiguration(
        address: .hostname(address, port: port),
        // Large enough that none of a thousand simultaneous clients has to retry after a second.
        backlog: 1024),
      onServerRunning: listening, eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
      logger: logger)
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
    channel.eventLoop.makeCompletedFuture {
      // All requests in what is read at once are held until they are answered, and thousands of small
      // ones fit into the quarter of a megabyte that NIO reads otherwise.
      try channel.syncOptions?.setOption(
        .recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: WebLimits.readBytes))
      try channel.syncOptions?.setOption(.maxMessagesPerRead, value: 1)
      let pipeline = channel.pipeline.syncOperations
      let place = places.enter(channel)
      let connection = ConnectionGuard(place) { [door] in Self.admits($0, door, $1) }
      let watch = ByteWatch(for: connection)
      let encoder = HTTPResponseEncoder()
      var limits = NIOHTTPDecoderLimitConfiguration()
      // Wider than our limit, so that a long target can be distinguished from a large head.
      limits.maxHeaderFieldSize = 2 * WebLimits.headBytes
      limits.maxHeaderListSize = 2 * WebLimits.headBytes
      // As many as fit into a head, because its size is limited (HTTP-13).
      limits.maxHeaderFieldCount = WebLimits.headBytes / 4
      let decoder = ByteToMessageHandler(
        HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits))
      let upgrade = WebSocketUpgrade(
        broadcaster: broadcaster, encoder: encoder, watch: watch, decoder: decoder)
      connection.beginWebSocket = { [unowned connection] head, context in
        upgrade.begin(head, behind: connection, context)
      }
      try pipeline.addHandlers([
        encoder, watch, decoder, connection, HTTP1ToHTTPServerCodec(secure: false),
      ])
      let requests = try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
        wrappingChannelSynchronously: channel,
        configuration: .init(isOutboundHalfClosureEnabled: true))
      // No place was free, and none could be freed.
      if place == nil { channel.close(promise: nil) }
      return Value(channel: channel, requests: requests)
    }
  }

  /// Answers the requests of a connection. Those of a connection that became a WebSocket have
  /// ended; that is noticed when the connection closes.
  func handle(value: Value, logger: Logger) async {
    await handleHTTP(asyncChannel: value.requests, logger: logger)
  }

  /// Whether a request begins a WebSocket. If not, it is handled as a request for `/ws`, whose
  /// route answers with the reason.
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
