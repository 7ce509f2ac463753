import HTTPTypes
import NIOCore
import NIOHTTP1
import StrictJSON

/// Sits between the request decoder and the handlers: refuses heads that no handler should see,
/// enforces time limits, and closes connections such that the last answer arrives.
///
/// Confined to the event loop of its connection.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Reading {
    /// No part of a request has arrived.
    case nothing
    case head
    case body
  }

  private enum Ending {
    /// Requests are taken.
    case open
    /// Pending requests are answered, then this refusal is sent, if any.
    case afterAnswers(Refusal?)
    /// The last request broke off: it is answered by this refusal, after those before it.
    case insteadOfLast(Refusal)
    /// The last answer has been sent; further input is read and dropped, because unread bytes would
    /// make the system reset the connection and lose the answer.
    case lingering
  }

  private var reading = Reading.nothing
  private var ending = Ending.open
  /// Whether the last request read has a body.
  private var hadBody = false
  private var requestsInFlight = 0
  /// Whether the answer to the first of them has begun.
  private var isAnswering = false
  /// The last request read, if it begins a WebSocket.
  private var upgrade: HTTPRequestHead?
  /// Whether a WebSocket has taken over the connection, or nothing remains to be done.
  private var isRemoved = false
  private let place: ConnectionPlace?
  private let beginsWebSocket: (HTTPRequestHead, Client) -> Bool
  /// Turns the connection into a WebSocket, as requested by that head.
  var beginWebSocket: ((HTTPRequestHead, ChannelHandlerContext) -> Void)?
  private var timer: Scheduled<Void>?
  private var stall: Scheduled<Void>?

  /// - Parameters:
  ///   - place: records the state of the connection; nil for one that is not counted.
  ///   - beginsWebSocket: whether a request should be answered by an upgrade to a WebSocket.
  init(
    _ place: ConnectionPlace?, beginsWebSocket: @escaping (HTTPRequestHead, Client) -> Bool
  ) {
    self.place = place
    self.beginsWebSocket = beginsWebSocket
  }

  /// Whether the input belongs to an accepted request.
  private var isReadingBody: Bool { if case .body = reading { true } else { false } }

  /// Bytes have arrived that the decoder has not seen yet.
  func bytesCame(_ context: ChannelHandlerContext) {
    // After an upgrade, the bytes are frames.
    guard case .nothing = reading, case .open = ending, upgrade == nil else { return }
    reading = .head
    setTimer(WebLimits.headTime, context)
  }

  /// The decoder has seen them; the last of them is not the end of a line.
  ///
  /// After a complete request without a body, that is the beginning of another. After one with a
  /// body, it may be the end of that body, with the client idle; the beginning of another request
  /// then gets the idle time first.
  func bytesWent(_ context: ChannelHandlerContext) {
    guard case .nothing = reading, case .open = ending, upgrade == nil, !hadBody, !isRemoved else {
      return
    }
    reading = .head
    setTimer(WebLimits.headTime, context)
  }

  // MARK: Requests

  func handlerAdded(context: ChannelHandlerContext) { setTimer(WebLimits.idleTime, context) }

  func handlerRemoved(context: ChannelHandlerContext) {
    isRemoved = true
    // It would form a reference cycle.
    beginWebSocket = nil
    cancelTimers()
  }

  func channelInactive(context: ChannelHandlerContext) {
    cancelTimers()
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    defer { context.fireChannelWritabilityChanged() }
    guard !isRemoved else { return }
    stall?.cancel()
    if !context.channel.isWritable { stall = closing(in: WebLimits.stallTime, context) }
    recordUse(context)
  }

  /// Only a complete request keeps its place: a head whose body never comes costs a client nothing.
  private func recordUse(_ context: ChannelHandlerContext) {
    let completeRequests = requestsInFlight - (isReadingBody ? 1 : 0)
    place?.set(
      !context.channel.isWritable ? .stalled : completeRequests > 0 ? .answering : .waiting)
  }

  private func cancelTimers() {
    timer?.cancel()
    stall?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    // The bytes of a WebSocket.
    if isRemoved { return context.fireChannelRead(data) }
    if case .lingering = ending { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard case .open = ending else { return }
      if let refusal = HeadRules.refusal(of: head) { return refuse(refusal, context) }
      reading = .body
      hadBody = false
      requestsInFlight += 1
      setTimer(WebLimits.bodyTime, context)
      if beginsWebSocket(head, Client(context.channel)) {
        upgrade = head
        return
      }
      // Otherwise it would wait for the end of the connection.
      if !head.isKeepAlive { ending = .afterAnswers(nil) }
      context.fireChannelRead(wrapInboundOut(.head(withoutUpgrade(head))))
    case .body:
      hadBody = true
      if isReadingBody { context.fireChannelRead(data) }
    case .end:
      guard isReadingBody else { return }
      reading = .nothing
      timer?.cancel()
      guard upgrade == nil else { return takeUpgrade(context) }
      recordUse(context)
      context.fireChannelRead(data)
    }
  }

  /// Turns the connection into a WebSocket once all earlier requests are answered. Nothing arrives
  /// after such a request: the decoder keeps what the client sends after it.
  private func takeUpgrade(_ context: ChannelHandlerContext) {
    guard let head = upgrade, case .nothing = reading, requestsInFlight == 1 else { return }
    upgrade = nil
    requestsInFlight = 0
    isRemoved = true
    cancelTimers()
    place?.set(.webSocket)
    beginWebSocket?(head, context)
  }

  /// The head with its upgrade request under another name. NIO's upgrade handler would lose the
  /// head of a request that it refuses, and the decoder accepts no request after one that asks for
  /// an upgrade.
  private func withoutUpgrade(_ head: HTTPRequestHead) -> HTTPRequestHead {
    let wishes = head.headers["upgrade"]
    guard !wishes.isEmpty else { return head }
    closeAfterAnswers()
    var head = head
    head.headers.remove(name: "upgrade")
    for wish in wishes {
      head.headers.add(name: WebSocketHandshake.refusedUpgrade.rawName, value: wish)
    }
    return head
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    if case .lingering = ending { context.read() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard !isRemoved, let error = error as? HTTPParserError else {
      return context.fireErrorCaught(error)
    }
    if case .lingering = ending { return }
    let refusal = error == .headerOverflow ? Refusal.headTooLarge : .malformedRequest
    if isReadingBody {
      breakOff(refusal, error, context)
    } else if case .open = ending {
      refuse(refusal, context)
    }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if isRemoved { return context.fireUserInboundEventTriggered(event) }
    switch event {
    case is ChannelShouldQuiesceEvent where upgrade != nil:
      // No WebSocket can begin any more.
      upgrade = nil
      ending = .insteadOfLast(.shuttingDown)
      answerLastInstead(context)
    case is ChannelShouldQuiesceEvent:
      // The server is ending: pending requests are answered; idle clients are not waited for.
      guard requestsInFlight > 0 else { return context.close(promise: nil) }
      closeAfterAnswers()
    case ChannelEvent.inputClosed where isReadingBody:
      breakOff(.malformedRequest, ChannelError.eof, context)
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  /// The client broke off within a request, or sent something invalid. The handler must not mistake
  /// the partial request for a whole one.
  private func breakOff(_ refusal: Refusal, _ error: any Error, _ context: ChannelHandlerContext) {
    reading = .nothing
    upgrade = nil
    timer?.cancel()
    if requestsInFlight == 1, isAnswering {
      closeAfterAnswers()
    } else {
      ending = .insteadOfLast(refusal)
      answerLastInstead(context)
    }
    context.fireErrorCaught(error)
  }

  private func answerLastInstead(_ context: ChannelHandlerContext) {
    guard case .insteadOfLast(let refusal) = ending, requestsInFlight == 1 else { return }
    requestsInFlight = 0
    send(refusal, context)
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    // The frames of a WebSocket.
    if isRemoved { return context.write(data, promise: promise) }
    // The last answer has been sent; anything still written comes too late.
    if case .lingering = ending {
      promise?.succeed(())
      return
    }
    switch unwrapOutboundIn(data) {
    case .head(var head):
      isAnswering = true
      if head.headers[canonicalForm: "connection"].contains("close") { closeAfterAnswers() }
      if case .afterAnswers = ending {
        head.headers.replaceOrAdd(name: "connection", value: "close")
      }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body:
      context.write(data, promise: promise)
    case .end:
      requestsInFlight -= 1
      isAnswering = false
      context.write(data, promise: promise)
      answered(context)
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if case .output = mode, !isRemoved { setTimer(WebLimits.closeTime, context) }
    context.close(mode: mode, promise: promise)
  }

  private func closeAfterAnswers() {
    if case .open = ending { ending = .afterAnswers(nil) }
  }

  private func answered(_ context: ChannelHandlerContext) {
    answerLastInstead(context)
    takeUpgrade(context)
    guard !isRemoved else { return }
    recordUse(context)
    guard requestsInFlight == 0 else { return }
    switch ending {
    case .open: if case .nothing = reading { setTimer(WebLimits.idleTime, context) }
    case .afterAnswers(let refusal?): send(refusal, context)
    case .afterAnswers(nil): linger(context)
    case .insteadOfLast, .lingering: break
    }
  }

  // MARK: The end

  /// Answers with a refusal, after pending answers, and accepts no more.
  private func refuse(_ refusal: Refusal, _ context: ChannelHandlerContext) {
    guard requestsInFlight == 0 else {
      ending = .afterAnswers(refusal)
      return
    }
    send(refusal, context)
  }

  private func send(_ refusal: Refusal, _ context: ChannelHandlerContext) {
    let reply = Reply(refusal)
    var head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status.code))
    for field in reply.head.headerFields {
      head.headers.add(name: field.name.rawName, value: field.value)
    }
    head.headers.replaceOrAdd(name: "connection", value: "close")
    context.write(wrapOutboundOut(.head(head)), promise: nil)
    context.write(
      wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: refusal.body.utf8())))), promise: nil)
    context.write(wrapOutboundOut(.end(nil)), promise: nil)
    linger(context)
  }

  private func linger(_ context: ChannelHandlerContext) {
    ending = .lingering
    context.flush()
    setTimer(WebLimits.closeTime, context)
    context.close(mode: .output, promise: nil)
    context.read()
  }

  /// Closes the connection after this time, replacing the previous limit.
  private func setTimer(_ time: TimeAmount, _ context: ChannelHandlerContext) {
    timer?.cancel()
    timer = closing(in: time, context)
  }

  private func closing(in time: TimeAmount, _ context: ChannelHandlerContext) -> Scheduled<Void> {
    context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: time) {
      context.close(promise: nil)
    }
  }
}

/// Notifies a ``ConnectionGuard`` of bytes before the decoder gets them.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let connection: ConnectionGuard

  init(for connection: ConnectionGuard) {
    self.connection = connection
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let last = unwrapInboundIn(data).readableBytesView.last
    connection.bytesCame(context)
    context.fireChannelRead(data)
    if last != UInt8(ascii: "\n") { connection.bytesWent(context) }
  }
}
