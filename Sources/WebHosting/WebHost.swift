import Concurrency
import HTTPTypes
import HummingbirdCore
public import LibraryAnalysis
public import Logging
public import MasteringService
import NIOCore
import NIOPosix
import SystemCalls
import WireFormat

/// Serves a library of tracks over HTTP and WebSocket, with a page to play them on.
///
/// It ends when ``stop()`` is called or the task that runs it is cancelled: it accepts no more
/// connections, finishes running requests, closes the WebSockets with 1001, and abandons unfinished
/// work after ``grace``. It does not handle signals; a program that should end on one calls
/// ``stop()``.
public struct WebHost: Sendable {
  /// How long running work may continue at the end.
  public static let grace = Duration.milliseconds(1500)

  private let configuration: WebHostConfiguration
  private let door: WebDoor
  private let broadcaster = Broadcaster()
  private let places: ConnectionPlaces
  private let ending = HostEnding()
  private let logger: Logger
  private let watched: @Sendable (LibraryWatchCoverage) -> Void

  /// A host for a service and its library.
  ///
  /// - Parameters:
  ///   - access: the folders of which files may be opened: those of the library and of the open range.
  ///   - openRange: the folders in which files that the library does not list may be named; nil for
  ///     none.
  ///   - sound: decodes files that a player cannot play; nil to send files only as they are.
  ///   - logger: logs events.
  ///   - scanned: called with the progress of library scans from time to time.
  ///   - watched: called with how much of the library is watched, and again when that changes.
  public init(
    service: RecommendationService, library: TrackLibrary, access: AccessPolicy,
    openRange: OpenRange? = nil, sound: SoundSource? = nil,
    configuration: WebHostConfiguration, logger: Logger,
    scanned: @escaping @Sendable (LibraryScanProgress) -> Void = { _ in },
    watched: @escaping @Sendable (LibraryWatchCoverage) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.watched = watched
    self.logger = logger
    places = ConnectionPlaces(
      limit: ConnectionPlaces.limit(ofDescriptors: DescriptorLimit.current))
    door = WebDoor(
      service: service, library: library,
      scanning: LibraryScanning(library, told: scanned) { [broadcaster] trackCount in
        broadcaster.tell(PlayerMessage(LibraryChangedMessage(trackCount: trackCount), .none))
      },
      access: access, files: ReachableFiles(library: library, openRange: openRange), sound: sound,
      names: HostNames(
        address: configuration.address, additional: configuration.allowedHosts,
        publicAddresses: configuration.publicAddresses),
      token: configuration.token,
      rate: configuration.requestsPerSecond.map(RequestRate.init))
  }

  /// Serves until it is asked to end, by ``stop()`` or by cancelling the task.
  ///
  /// After it returns, its port is free, its connections are closed, and its service has ended. It
  /// can run only once.
  ///
  /// - Parameter listening: called with the port once connections are accepted.
  /// - Throws: ``WebHostProblem/cannotListen(address:port:reason:isTaken:)``
  public func run(
    listening: @escaping @Sendable (_ port: Int) -> Void = { _ in }
  ) async throws(WebHostProblem) {
    // In a separate task, because a cancelled task no longer waits for anything.
    let life = Task { await serve(listening) }
    let problem = await withTaskCancellationHandler {
      await life.value
    } onCancel: {
      stop()
    }
    if let problem { throw problem }
  }

  /// Shuts the server down gracefully. Returns at once; ``run(listening:)`` returns when it has
  /// ended. A host that is stopped before it runs ends as soon as it is run.
  public func stop() { ending.wish() }

  private func serve(
    _ listening: @escaping @Sendable (_ port: Int) -> Void
  ) async -> WebHostProblem? {
    // Subscribed before anything can be loaded.
    let messages = door.service.messages()
    let telling = Task { [broadcaster] in await broadcaster.pass(on: messages) }
    let (hasBegun, begun) = AsyncStream<Void>.makeStream()
    let following = Task {
      for await _ in hasBegun {}
      await follow()
    }
    var problem: WebHostProblem?
    do {
      try await ServerLife(
        ending: ending, grace: Self.grace, cancelling: .milliseconds(200), logger: logger
      ) { [self] serving in
        WebChannel(
          responder: { [self] in try await respond(to: $0, $1, on: $2) }, door: door,
          broadcaster: broadcaster, places: places
        ).server(address: configuration.address, port: configuration.port, logger: logger) {
          [self] channel in
          await restWhereNothingIsLeft(channel)
          listening(channel.localAddress?.port ?? configuration.port)
          serving()
          // Connections are accepted only after this returns.
          begun.finish()
        }
      }.run()
    } catch let error as IOError {
      problem = cannotListen(error)
    } catch is SocketAddressError.UnknownHost {
      problem = cannotListen("there is no host of that name")
    } catch {
      problem = cannotListen("\(error)")
    }
    // Those that were abandoned.
    places.closeAll()
    following.cancel()
    await door.scanning.stop()
    await following.value
    await door.service.stop()
    await telling.value
    return problem
  }

  /// Scans the library, and again whenever it has changed, until the task is cancelled.
  private func follow() async {
    guard !Task.isCancelled else { return }
    guard let watch = door.library.watch else { return await door.scanning.perform() }
    await LibraryFollowing(watch: watch, scanning: door.scanning, told: watched).run()
  }

  private func restWhereNothingIsLeft(_ channel: any Channel) async {
    let logger = logger
    try? await channel.eventLoop.submit {
      try channel.pipeline.syncOperations.addHandler(AcceptPause(logger), position: .first)
    }.get()
  }

  private func cannotListen(_ error: IOError) -> WebHostProblem {
    cannotListen(
      error.errnoCode == EADDRNOTAVAIL
        ? "this machine has no such address" : SystemError(code: error.errnoCode).text,
      isTaken: error.errnoCode == EADDRINUSE)
  }

  private func cannotListen(_ reason: String, isTaken: Bool = false) -> WebHostProblem {
    .cannotListen(
      address: configuration.address, port: configuration.port, reason: reason, isTaken: isTaken)
  }

  /// Answers a request, and then starts the work that follows it.
  private func respond(
    to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    let reply = await door.reply(to: request, from: Client(channel))
    // Even if the client has disconnected and its answer cannot be written.
    defer { reply.load?.begin() }
    let head = reply.head
    logger.debug(
      "request",
      metadata: ["method": "\(request.method)", "status": "\(reply.status.code)"])
    if request.method == .head {
      try await writer.writeResponse(head)
    } else {
      try await writer.write(response: head, body: Self.paced(reply.body, on: channel))
    }
  }

  /// A body whose pieces are produced no faster than its client reads them.
  ///
  /// Writes go to the connection's event loop, which reports when it is full. On a busy loop that
  /// takes a while, during which a large body would queue megabytes; so each piece waits until the
  /// loop has processed the one before.
  private static func paced(_ body: ResponseBody, on channel: any Channel) -> ResponseBody {
    // A single piece, which is sent together with the head.
    if let length = body.contentLength, length <= WebLimits.pieceBytes { return body }
    let loop = channel.eventLoop
    return body.map { piece in
      try await loop.submit {}.get()
      return piece
    }
  }
}

/// Accepts no connections for a second if the system has no descriptors left: retrying until one is
/// free would keep a core busy.
///
/// It is the first handler of the listening channel. A channel that fails to accept a connection
/// stays registered and is called again at once; it pauses only without automatic reading.
final class AcceptPause: ChannelInboundHandler {
  typealias InboundIn = any Channel

  /// The length of the pause.
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
      "cannot accept a connection", metadata: ["reason": "\(error.description)"])
    let channel = context.channel
    try? channel.syncOptions?.setOption(.autoRead, value: false)
    context.eventLoop.assumeIsolatedUnsafeUnchecked().scheduleTask(in: Self.length) { [self] in
      isResting = false
      // Fails if it no longer listens.
      try? channel.syncOptions?.setOption(.autoRead, value: true)
    }
  }
}
