internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import StrictJSON

/// Stands between the decoder of requests and whoever answers them: refuses heads that nobody should
/// see, keeps clients to their time, and ends connections so that the last answer arrives.
///
/// Lives on the event loop of its connection.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias InboundOut = HTTPServerRequestPart
  typealias OutboundIn = HTTPServerResponsePart
  typealias OutboundOut = HTTPServerResponsePart

  private enum Reading {
    /// Nothing of a request has come.
    case nothing
    case head
    case body
  }

  private enum Ending {
    /// Requests are taken.
    case open
    /// What is being answered is answered, then this refusal, if any.
    case afterAnswers(Refusal?)
    /// The last answer has been sent; what still comes is read and dropped, since unread bytes would
    /// make the system reset the connection, and the answer be lost on the way.
    case lingering
  }

  private var reading = Reading.nothing
  private var ending = Ending.open
  private var requestsInFlight = 0
  private var timer: Scheduled<Void>?
  private var stall: Scheduled<Void>?

  /// Whether what comes belongs to a request that was taken.
  private var isReadingBody: Bool { if case .body = reading { true } else { false } }

  /// Bytes have come in, which the decoder has not seen yet.
  func bytesCame(_ context: ChannelHandlerContext) {
    guard case .nothing = reading, case .open = ending else { return }
    reading = .head
    setTimer(WebLimits.headTime, context)
  }

  // MARK: Requests

  func handlerAdded(context: ChannelHandlerContext) { setTimer(WebLimits.idleTime, context) }

  func handlerRemoved(context: ChannelHandlerContext) { cancelTimers() }

  func channelInactive(context: ChannelHandlerContext) {
    cancelTimers()
    context.fireChannelInactive()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    stall?.cancel()
    if !context.channel.isWritable { stall = closing(in: WebLimits.stallTime, context) }
    context.fireChannelWritabilityChanged()
  }

  private func cancelTimers() {
    timer?.cancel()
    stall?.cancel()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if case .lingering = ending { return }
    switch unwrapInboundIn(data) {
    case .head(let head):
      guard case .open = ending else { return }
      if let refusal = HeadRules.refusal(of: head) { return refuse(refusal, context) }
      reading = .body
      requestsInFlight += 1
      setTimer(WebLimits.bodyTime, context)
      // Which would else wait for the end of the connection.
      if !head.isKeepAlive { ending = .afterAnswers(nil) }
      context.fireChannelRead(data)
    case .body:
      if isReadingBody { context.fireChannelRead(data) }
    case .end:
      guard isReadingBody else { return }
      reading = .nothing
      timer?.cancel()
      context.fireChannelRead(data)
    }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    if case .lingering = ending { context.read() }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let error = error as? HTTPParserError else { return context.fireErrorCaught(error) }
    guard case .open = ending else { return }
    refuse(error == .headerOverflow ? .headTooLarge : .malformedRequest, context)
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    guard event is ChannelShouldQuiesceEvent else {
      return context.fireUserInboundEventTriggered(event)
    }
    // The server ends: who has asked gets the answer, who has not is not waited for.
    guard requestsInFlight > 0 else { return context.close(promise: nil) }
    if case .open = ending { ending = .afterAnswers(nil) }
  }

  // MARK: Answers

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(var head):
      if head.headers[canonicalForm: "connection"].contains("close") { closeAfterAnswers() }
      if case .afterAnswers = ending {
        head.headers.replaceOrAdd(name: "connection", value: "close")
      }
      context.write(wrapOutboundOut(.head(head)), promise: promise)
    case .body:
      context.write(data, promise: promise)
    case .end:
      requestsInFlight -= 1
      context.write(data, promise: promise)
      answered(context)
    }
  }

  func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
    if case .output = mode { setTimer(WebLimits.closeTime, context) }
    context.close(mode: mode, promise: promise)
  }

  private func closeAfterAnswers() {
    if case .open = ending { ending = .afterAnswers(nil) }
  }

  private func answered(_ context: ChannelHandlerContext) {
    guard requestsInFlight == 0 else { return }
    switch ending {
    case .open: if case .nothing = reading { setTimer(WebLimits.idleTime, context) }
    case .afterAnswers(let refusal?): send(refusal, context)
    case .afterAnswers(nil): linger(context)
    case .lingering: break
    }
  }

  // MARK: The end

  /// Answers with a refusal, after what is being answered, and takes no more.
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

  /// Closes the connection in so much time, instead of at an earlier limit.
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

/// Tells a ``ConnectionGuard`` of bytes before the decoder gets them.
final class ByteWatch: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let connection: ConnectionGuard

  init(for connection: ConnectionGuard) {
    self.connection = connection
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    connection.bytesCame(context)
    context.fireChannelRead(data)
  }
}
