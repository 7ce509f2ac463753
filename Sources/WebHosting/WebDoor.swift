import HTTPTypes
import HummingbirdCore
import LibraryAnalysis
import MasteringService
import NIOCore
import StrictJSON
import SystemFiles
import WireFormat
import Concurrency
import Synchronization

/// The resources behind the routes, and the access checks.
struct WebDoor: Sendable {
  let service: RecommendationService
  let library: TrackLibrary
  let scanning: LibraryScanning
  /// The folders of which files may be opened.
  let access: AccessPolicy
  /// Which of them are reachable.
  let files: ReachableFiles
  /// Decodes files for browsers; nil if nothing does.
  let sound: SoundSource?
  let names: HostNames
  let token: AccessToken?
  let rate: RequestRate?
  let loaded = LoadedPaths()
  let tickets = StreamTickets()
  let listings = Listings()

  /// The path of a track, as loaded or else from the library.
  func path(ofTrack trackID: Int) -> String? {
    loaded.path(ofTrack: trackID) ?? library.track(trackID)?.path
  }

  /// A number for a file that is loaded without one: that of its track in the library, the one
  /// under which it was last loaded, or else an unused one.
  func number(for path: String) -> Int {
    if let number = library.number(of: path) ?? loaded.number(of: path) { return number }
    return loaded.freeNumber { library.track($0) == nil }
  }

  /// The path in a parameter, with links followed; nil if the parameter is missing.
  ///
  /// - Throws: for a path out of the folders, or to an unreachable file, whether or not it exists.
  func allowedPath(in fields: ParameterFields, _ name: String) async throws(FailureReport)
    -> String?
  {
    guard let named = try fields.text(name) else { return nil }
    let path = try access.path(for: named)
    guard await files.contain(path) else { throw .pathNotAllowed(allowedFolders: []) }
    return path
  }

  /// The file of a call: the one named by `filepath`, or else that of the track in its path
  /// (HTTP-17, HTTP-44).
  func file(of call: WebCall, _ fields: ParameterFields) async throws(Refusal) -> String {
    let named: String?
    do throws(FailureReport) { named = try await allowedPath(in: fields, "filepath") } catch {
      throw Refusal(error)
    }
    if let named { return named }
    guard let path = try allowedPath(ofTrack: call.trackID) else { throw .noFile }
    return path
  }

  /// The path of a track, if it still leads into the folders; nil if there is no such track.
  ///
  /// - Throws: if a link out of the folders has replaced the file or a folder on the way (HTTP-32).
  func allowedPath(ofTrack trackID: Int) throws(Refusal) -> String? {
    guard let path = path(ofTrack: trackID) else { return nil }
    do throws(FailureReport) { _ = try access.path(for: path) } catch { throw Refusal(error) }
    return path
  }

  /// Answers a request.
  func reply(to request: HummingbirdCore.Request, from client: Client) async -> Reply {
    do throws(Refusal) {
      return try await answer(to: request, from: client)
    } catch {
      return Reply(error)
    }
  }

  private func answer(to request: HummingbirdCore.Request, from client: Client)
    async throws(Refusal) -> Reply
  {
    let head = request.head
    guard let target = RequestTarget(head.path ?? "") else {
      throw .malformedTarget
    }
    let match = RouteTable.match(target.segments)
    let admittedFile = fileOfTicket(match, target)
    try admit(
      head, target, from: client, withoutToken: admittedFile != nil || Self.isOpenToAll(match),
      toPage: target.segments.isEmpty)
    switch match {
    case .nothing: throw .notFound
    case .page(let name):
      guard [.get, .head].contains(head.method) else { throw .methodNotAllowed([.get, .head]) }
      return try WebAsset.reply(named: "page/\(name)", head)
    case .route(let route, let track):
      var allowed = route.methods
      if allowed.contains(.get) { allowed.append(.head) }
      guard allowed.contains(head.method) else { throw .methodNotAllowed(allowed) }
      let trackID = try track.map { track throws(Refusal) in
        try Parameters.trackID(String(track))
      }
      let query = try Parameters.members(ofQuery: target, known: route.parameters)
      let call = WebCall(
        head: head, target: target, trackID: trackID ?? 0, admittedFile: admittedFile, query: query,
        body: try await body(of: request))
      return try await route.answer(call, self)
    }
  }

  /// Checks whether a client may make a request: its rate, then the host it addresses, then its
  /// credentials.
  ///
  /// - Parameter toPage: whether the request is for the page, to which other sites may link.
  /// - Throws: why it may not.
  func admit(
    _ head: HTTPRequest, _ target: RequestTarget, from client: Client, withoutToken: Bool,
    toPage: Bool = false
  ) throws(Refusal) {
    if let rate, let seconds = rate.wait(for: client.address) {
      throw .tooManyRequests(waitSeconds: seconds)
    }
    guard let host = head.authority, names.contain(host, port: client.port) else {
      throw .forbiddenHost
    }
    for origin in head.headerFields[values: .origin]
    where !names.containOrigin(origin, host: host) {
      throw .forbiddenOrigin
    }
    guard !FetchSite.isForeign(head, toPage: toPage) else { throw .foreignPage }
    guard let token, !withoutToken else { return }
    guard token.isKnown(to: head, isWebSocket: target.segments == ["ws"]) else {
      throw .unauthorized
    }
  }

  /// Whether no token is needed, because the answer is the same on every server.
  private static func isOpenToAll(_ match: RouteTable.Match) -> Bool {
    switch match {
    case .nothing: false
    case .page: true
    case .route(let route, _): route.isOpenToAll
    }
  }

  /// The file that the request's ticket admits to; nil without a valid one.
  private func fileOfTicket(_ match: RouteTable.Match, _ target: RequestTarget) -> ExactPath? {
    guard case .route(let route, let track?) = match, route.takesTickets,
      let ticket = target.value(of: StreamTickets.parameter), let track = Int(track)
    else { return nil }
    return tickets.file(of: ticket, forTrack: track, at: .now()) { path(ofTrack: track) }
  }

  private func body(of request: HummingbirdCore.Request) async throws(Refusal) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      for try await piece in request.body {
        bytes.append(contentsOf: piece.readableBytesView)
        guard bytes.count <= WebLimits.bodyBytes else { break }
      }
    } catch {
      throw .malformedRequest
    }
    guard bytes.count <= WebLimits.bodyBytes else {
      var refusal = Refusal.bodyTooLarge
      // The rest of the request is not read.
      refusal.fields[.connection] = "close"
      throw refusal
    }
    return bytes
  }
}

/// The address a request comes from, and our port that received it.
struct Client: Sendable {
  let address: String
  let port: Int

  init(_ channel: any Channel) {
    address = channel.remoteAddress?.ipAddress ?? ""
    port = channel.localAddress?.port ?? 0
  }
}

/// The paths of tracks that were loaded by path, by number; the last 256 (HTTP-19).
final class LoadedPaths: Sendable {
  private let paths = Mutex(LeastRecentlyUsed<Int, String>(capacity: 256))

  /// Stores the path of a track, replacing that of an earlier one with the same number.
  func set(_ path: String, forTrack trackID: Int) {
    paths.withLock { _ = $0.set(path, for: trackID) }
  }

  /// The number of a track that was loaded from a path; nil if none was, or too long ago.
  func number(of path: String) -> Int? {
    paths.withLock { paths in paths.keys.first { paths.peek($0) == path } }
  }

  /// The lowest number from 1 up that was not loaded and that may be used.
  func freeNumber(where mayBeTaken: (Int) -> Bool) -> Int {
    let taken = paths.withLock { Set($0.keys) }
    var number = 1
    while taken.contains(number) || !mayBeTaken(number) { number += 1 }
    return number
  }

  /// The path of a track; nil if it was not loaded by path, or too long ago.
  func path(ofTrack trackID: Int) -> String? {
    paths.withLock { $0.value(for: trackID) }
  }
}
