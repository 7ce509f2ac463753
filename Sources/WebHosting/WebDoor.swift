import HTTPTypes
import HummingbirdCore
import LibraryAnalysis
import MasteringService
import NIOCore
import StrictJSON
import WireFormat
import Concurrency
import Synchronization

/// What stands behind the routes, and who may come in.
struct WebDoor: Sendable {
  let service: RecommendationService
  let library: TrackLibrary
  let scanning: LibraryScanning
  /// The folders of which files may be opened.
  let access: AccessPolicy
  /// Which of them are reachable.
  let files: ReachableFiles
  /// What turns files into sound; nil where nothing does.
  let sound: SoundSource?
  let names: HostNames
  let token: AccessToken?
  let rate: RequestRate?
  let loaded = LoadedPaths()
  let tickets = StreamTickets()
  let listings = Listings()

  /// Where a track lies, as it was loaded or else as the library has it.
  func path(ofTrack trackID: Int) -> String? {
    loaded.path(ofTrack: trackID) ?? library.track(trackID)?.path
  }

  /// A number for a file that is loaded without one: that of its track in the library, that under which
  /// it was loaded last, or else one that no track has.
  func number(for path: String) -> Int {
    if let number = library.number(of: path) ?? loaded.number(of: path) { return number }
    return loaded.freeNumber { library.track($0) == nil }
  }

  /// The path that a parameter names, links followed; nil where it is not there.
  ///
  /// - Throws: for one that leads out of the folders, or to a file that is not reachable, whether or
  ///   not there is one.
  func allowedPath(in fields: ParameterFields, _ name: String) async throws(FailureReport)
    -> String?
  {
    guard let named = try fields.text(name) else { return nil }
    let path = try access.path(for: named)
    guard await files.contain(path) else { throw .pathNotAllowed(allowedFolders: []) }
    return path
  }

  /// The file that a call is about: the one that `filepath` names, or else that of the track in its
  /// path (HTTP-17, HTTP-44).
  func file(of call: WebCall, _ fields: ParameterFields) async throws(Refusal) -> String {
    let named: String?
    do throws(FailureReport) { named = try await allowedPath(in: fields, "filepath") } catch {
      throw Refusal(error)
    }
    guard let path = named ?? path(ofTrack: call.trackID) else { throw .noFile }
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
    try admit(
      head, target, from: client, withoutToken: isOpenToAll(match, target),
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
        head: head, target: target, trackID: trackID ?? 0, query: query,
        body: try await body(of: request))
      return try await route.answer(call, self)
    }
  }

  /// Whether a client may ask at all: its rate, then whom it thinks it asks, then who it is.
  ///
  /// - Parameter toPage: whether the page is asked for, to which other sites may lead.
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

  /// Whether the answer is for all who may ask: it is the same on every server, or they have a ticket.
  private func isOpenToAll(_ match: RouteTable.Match, _ target: RequestTarget) -> Bool {
    switch match {
    case .nothing: return false
    case .page: return true
    case .route(let route, let track):
      if route.isOpenToAll { return true }
      guard route.takesTickets, let ticket = target.value(of: StreamTickets.parameter),
        let track = track.flatMap({ Int($0) })
      else { return false }
      return tickets.admit(ticket, toTrack: track)
    }
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
      // The rest is not waited for.
      refusal.fields[.connection] = "close"
      throw refusal
    }
    return bytes
  }
}

/// Where a request comes from, and which port of ours it came to.
struct Client: Sendable {
  let address: String
  let port: Int

  init(_ channel: any Channel) {
    address = channel.remoteAddress?.ipAddress ?? ""
    port = channel.localAddress?.port ?? 0
  }
}

/// Where the tracks lie that were loaded by a path, by their number; the last 256 (HTTP-19).
final class LoadedPaths: Sendable {
  private let paths = Mutex(LeastRecentlyUsed<Int, String>(capacity: 256))

  /// Remembers where a track lies, instead of where one of the same number did.
  func set(_ path: String, forTrack trackID: Int) {
    paths.withLock { _ = $0.set(path, for: trackID) }
  }

  /// The number of a track that was loaded from a path; nil where none was, or too long ago.
  func number(of path: String) -> Int? {
    paths.withLock { paths in paths.keys.first { paths.peek($0) == path } }
  }

  /// The lowest number from 1 on that was not loaded and that may be taken.
  func freeNumber(where mayBeTaken: (Int) -> Bool) -> Int {
    let taken = paths.withLock { Set($0.keys) }
    var number = 1
    while taken.contains(number) || !mayBeTaken(number) { number += 1 }
    return number
  }

  /// Where a track lies; nil for one that was not loaded so, or too long ago.
  func path(ofTrack trackID: Int) -> String? {
    paths.withLock { $0.value(for: trackID) }
  }
}
