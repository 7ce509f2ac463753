public import MasteringService
import StrictJSON
import Synchronization
import WireFormat

/// One client's session of the Model Context Protocol, one message per line.
///
/// A request that states its revision is answered by that revision, whatever came before; one that
/// does not belongs to the session that `initialize` started. No other state is kept for a client.
public final class AgentSession: LineSession {
  private let server: AgentServer
  private let outbox: any SessionOutbox
  private let calls: CallerSession
  private let inFlight = InFlight()
  private let sessionRevision = Mutex<ProtocolRevision?>(nil)

  /// A session with a server.
  ///
  /// - Parameter outbox: sends late answers, and progress.
  public init(with server: AgentServer, outbox: any SessionOutbox) {
    self.server = server
    self.outbox = outbox
    calls = CallerSession(with: server.service, outbox: SilentOutbox())
  }

  // MARK: Lines

  /// Processes a line; see `LineSession`.
  public func receive(_ line: ArraySlice<UInt8>, into output: inout [UInt8]) -> PendingCalls? {
    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }) else { return nil }
    guard line.count <= SessionLimits.lineBytes else {
      refuseLongLine(into: &output)
      return nil
    }
    let message: JSON
    do {
      message = try JSON.parse(line)
    } catch {
      refuse(FailureReport(error, in: line), to: .null, into: &output)
      return nil
    }
    if message.elements != nil {
      refuse(.invalidRequest("it is a batch; send one message per line"), to: .null, into: &output)
      return nil
    }
    // An answer to a request of ours; there are none.
    if message["method"] == nil, message["result"] != nil || message["error"] != nil { return nil }
    let rawIDs = line.contains(UInt8(ascii: "\\")) ? RawIDs.find(in: line) : nil
    do throws(RPCRequest.Refusal) {
      let request = try RPCRequest(message, rawID: rawIDs?.first ?? nil)
      return begin(request, into: &output)
    } catch {
      refuse(error.report, to: error.id, into: &output)
      return nil
    }
  }

  /// Answers a line that is too long.
  public func refuseLongLine(into output: inout [UInt8]) {
    refuse(.lineTooLong(limitBytes: SessionLimits.lineBytes), to: .null, into: &output)
  }

  private static let lineEnd = UInt8(ascii: "\n")

  private func refuse(_ report: FailureReport, to id: RPCRequestID, into output: inout [UInt8]) {
    RPCReply.append(report, to: id, into: &output)
    output.append(Self.lineEnd)
  }

  // MARK: Requests

  private func begin(_ request: RPCRequest, into output: inout [UInt8]) -> PendingCalls? {
    guard case .byName(let params) = request.params else {
      if let id = request.id {
        refuse(.invalidRequest("its params are not an object"), to: id, into: &output)
      }
      return nil
    }
    guard let id = request.id else {
      hear(request.method, params)
      return nil
    }
    guard id.value.asString != nil || id.value.asInteger != nil else {
      refuse(
        .invalidRequest("its id is neither a string nor an integer"), to: .null, into: &output)
      return nil
    }
    do throws(ProtocolError) {
      switch try answer(to: request.method, params) {
      case .now(let result):
        RPCReply.append(result, to: id, into: &output)
        output.append(Self.lineEnd)
        return nil
      case .later(let work): return pending(id, work)
      }
    } catch {
      RPCReply.append(error: error.payload, to: id, into: &output)
      output.append(Self.lineEnd)
      return nil
    }
  }

  /// How a request is answered.
  private enum Answer {
    case now(JSON)
    case later(@Sendable () async throws(ProtocolError) -> JSON)
  }

  private func answer(
    to method: String, _ params: [JSON.Member]
  ) throws(ProtocolError) -> Answer {
    if method == "initialize" { return .now(try initialize(params)) }
    let session = sessionRevision.withLock(\.self)
    // A client may ping before it initialises.
    if method == "ping", JSON.object(params)["_meta"]?.members == nil { return .now([:]) }
    let meta = try RequestMeta(of: params, session: session)
    let replies = Replies(server: server, revision: meta.revision)
    switch method {
    case "ping" where !meta.revision.isStateless: return .now([:])
    case "server/discover" where meta.revision.isStateless: return .now(replies.discovery)
    case "tools/list":
      try refuseCursor(params)
      return .now(replies.tools)
    case "resources/list":
      try refuseCursor(params)
      return .now(replies.resources)
    case "resources/templates/list":
      try refuseCursor(params)
      return .now(replies.templates)
    case "resources/read": return .later(try reading(params, replies))
    case "tools/call": return .later(try call(params, meta, replies))
    default: throw .methodNotFound(method)
    }
  }

  /// Handles a notification, which gets no answer.
  private func hear(_ method: String, _ params: [JSON.Member]) {
    guard method == "notifications/cancelled", let id = JSON.object(params)["requestId"],
      let id = RPCRequestID(id)
    else { return }
    inFlight.cancel(id)
  }

  private func initialize(_ params: [JSON.Member]) throws(ProtocolError) -> JSON {
    guard let wish = JSON.object(params)["protocolVersion"]?.asString else {
      throw .invalidParams(.needsString("protocolVersion", method: "initialize"))
    }
    let revision = ProtocolRevision.ofSession(wished: wish)
    sessionRevision.withLock { $0 = revision }
    return Replies(server: server, revision: revision).initialization
  }

  /// Lists fit on one page here, so no cursor was ever returned.
  private func refuseCursor(_ params: [JSON.Member]) throws(ProtocolError) {
    guard JSON.object(params)["cursor"] == nil else { throw .invalidParams(.unknownCursor) }
  }

  private func reading(
    _ params: [JSON.Member], _ replies: Replies
  ) throws(ProtocolError) -> @Sendable () async throws(ProtocolError) -> JSON {
    guard let uri = JSON.object(params)["uri"]?.asString else {
      throw .invalidParams(.needsString("uri", method: "resources/read"))
    }
    return { () async throws(ProtocolError) in try await replies.resource(uri) }
  }

  private func call(
    _ params: [JSON.Member], _ meta: RequestMeta, _ replies: Replies
  ) throws(ProtocolError) -> @Sendable () async throws(ProtocolError) -> JSON {
    guard let name = JSON.object(params)["name"]?.asString else {
      throw .invalidParams(.needsString("name", method: "tools/call"))
    }
    guard let tool = ToolTable.tool(name, of: server) else {
      throw .invalidParams(.unknownTool)
    }
    let arguments: [JSON.Member]
    switch JSON.object(params)["arguments"] {
    case nil: arguments = []
    case .object(let members): arguments = members
    default: throw .invalidParams(.argumentsNoObject)
    }
    let progress = meta.progressToken.map { ProgressReporter(token: $0, outbox: outbox) }
    let context = ToolContext(server: server, calls: calls, progress: progress)
    return {
      let outcome: Result<ToolOutcome, FailureReport>
      do throws(FailureReport) {
        outcome = .success(try await tool.run(arguments, context))
      } catch {
        outcome = .failure(error)
      }
      progress?.close()
      return replies.toolResult(outcome)
    }
  }

  private func pending(
    _ id: RPCRequestID, _ work: @escaping @Sendable () async throws(ProtocolError) -> JSON
  ) -> PendingCalls {
    PendingCalls { [inFlight, outbox] in
      let task = Task { () -> [UInt8] in
        var reply: [UInt8] = []
        do throws(ProtocolError) {
          RPCReply.append(try await work(), to: id, into: &reply)
        } catch {
          RPCReply.append(error: error.payload, to: id, into: &reply)
        }
        return reply
      }
      let ticket = inFlight.enter(id) { task.cancel() }
      return {
        let reply = await task.value
        inFlight.leave(id, ticket: ticket)
        // A cancelled request gets no answer.
        guard !task.isCancelled else { return }
        await outbox.room()
        outbox.send(reply + [Self.lineEnd])
      }
    }
  }

  // MARK: The end

  /// A client ends the conversation by closing the input.
  public var hasEnded: Bool { false }

  /// Cancels every request.
  public func stop() async {
    inFlight.cancelAll()
    await calls.stop()
  }

  /// Ends the service's player, which no tool uses.
  public func finish() async { await calls.finish() }
}

/// Drops the messages of the service's player: clients of this protocol do not get them.
private struct SilentOutbox: SessionOutbox {
  func send(_ line: [UInt8]) {}
  func room() async {}
  func openLine() async {}
  func sendPart(_ bytes: [UInt8]) async {}
  func closeLine(_ bytes: [UInt8]) {}
}
