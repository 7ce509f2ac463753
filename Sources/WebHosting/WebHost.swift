internal import HTTPTypes
internal import HummingbirdCore
public import LibraryAnalysis
public import Logging
public import MasteringService
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Serves a library of tracks over HTTP and WebSocket, with a page to play them on.
///
/// It ends at SIGINT and SIGTERM: takes no more connections, finishes what is being answered, closes
/// the WebSockets with 1001, and gives up after ``grace`` what is still not done.
public struct WebHost: Sendable {
  /// How long a signal lets go on what is running.
  public static let grace = Duration.milliseconds(1500)

  private let configuration: WebHostConfiguration
  private let door: WebDoor
  private let broadcaster = Broadcaster()
  private let logger: Logger

  /// A host for a service and its library.
  ///
  /// - Parameters:
  ///   - access: the folders of which files may be opened: those of the library and of the open range.
  ///   - openRange: where files may be named that the library does not list; nil for nowhere.
  ///   - logger: told what happens.
  ///   - scanned: hears how far looking through the library has come, now and then.
  public init(
    service: RecommendationService, library: TrackLibrary, access: AccessPolicy,
    openRange: OpenRange? = nil,
    configuration: WebHostConfiguration, logger: Logger,
    scanned: @escaping @Sendable (LibraryScanProgress) -> Void = { _ in }
  ) {
    self.configuration = configuration
    self.logger = logger
    door = WebDoor(
      service: service, library: library, scanning: LibraryScanning(library, told: scanned),
      access: access, files: ReachableFiles(library: library, openRange: openRange),
      names: HostNames(
        address: configuration.address, additional: configuration.allowedHosts),
      token: configuration.token,
      rate: configuration.requestsPerSecond.map(RequestRate.init))
  }

  /// Serves until a signal ends it.
  ///
  /// - Parameter listening: called with the port once connections are taken.
  /// - Throws: ``WebHostProblem/cannotListen(address:port:reason:isTaken:)``
  public func run(listening: @escaping @Sendable (_ port: Int) -> Void) async throws(WebHostProblem)
  {
    let server = WebChannel(
      responder: { [self] in try await respond(to: $0, $1, on: $2) }, door: door,
      broadcaster: broadcaster
    ).server(
      configuration: ServerConfiguration(
        address: .hostname(configuration.address, port: configuration.port),
        // Of a thousand that connect at once, none is to try again after a second.
        backlog: 1024,
        availableConnectionsDelegate: MaximumAvailableConnections(WebLimits.connections)),
      onServerRunning: { [self] channel in
        listening(channel.localAddress?.port ?? configuration.port)
        // Connections are taken only when this returns.
        Task { await door.scanning.begin() }
      },
      eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
    // Asked for before anything can be loaded.
    let messages = door.service.messages()
    let telling = Task { [broadcaster] in await broadcaster.pass(on: messages) }
    var problem: WebHostProblem?
    do {
      try await ServerLife(
        server: server, grace: Self.grace, cancelling: .milliseconds(200), logger: logger
      ).run()
    } catch let error as IOError {
      problem = cannotListen(error)
    } catch let error as SocketAddressError {
      problem = .cannotListen(
        address: configuration.address, port: configuration.port, reason: "\(error)",
        isTaken: false)
    } catch {
      problem = .cannotListen(
        address: configuration.address, port: configuration.port, reason: "\(error)",
        isTaken: false)
    }
    await door.scanning.stop()
    await door.service.stop()
    await telling.value
    if let problem { throw problem }
  }

  private func cannotListen(_ error: IOError) -> WebHostProblem {
    .cannotListen(
      address: configuration.address, port: configuration.port, reason: error.description,
      isTaken: error.errnoCode == EADDRINUSE)
  }

  /// Answers a request, and does afterwards what is to be done then.
  private func respond(
    to request: Request, _ writer: consuming ResponseWriter, on channel: any Channel
  ) async throws {
    let reply = await door.reply(to: request, from: Client(channel))
    // Also where the client has gone, and its answer cannot be written.
    defer { reply.load?.begin() }
    let head = reply.head
    logger.debug(
      "request",
      metadata: ["method": "\(request.method)", "status": "\(reply.status.code)"])
    if request.method == .head {
      try await writer.writeResponse(head)
    } else {
      try await writer.write(response: head, body: reply.body)
    }
  }
}
