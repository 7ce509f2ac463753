import Playback
import StrictJSON
import Synchronization
import WireFormat

/// One caller's session with a service, in lines of JSON-RPC 2.0.
///
/// It is independent of pipes and sockets. Lines arrive one after the other, from one thread; calls
/// that can be answered at once are answered into the caller's buffer, without a task or a lock,
/// and longer work is returned to be started:
///
///     var output: [UInt8] = []
///     let work = session.receive(line, into: &output)
///     outbox.send(output)
///     work?.start {}
public final class CallerSession: Sendable {
  let service: RecommendationService
  private let outbox: any SessionOutbox
  private let inFlight = InFlight()
  private let isEnding = Atomic(false)
  private let notifications: Task<Void, Never>

  /// A session with a service.
  ///
  /// - Parameter outbox: sends late answers and notifications.
  public init(with service: RecommendationService, outbox: any SessionOutbox) {
    self.service = service
    self.outbox = outbox
    // Subscribed here and not in the task, so that nothing caused by the first line is missed.
    let messages = service.messages()
    notifications = Task { await Notifications(outbox: outbox).pass(on: messages) }
  }

  deinit { notifications.cancel() }

  // MARK: Lines

  /// Processes a line, without its newline, and appends its answer if there is one already.
  ///
  /// - Returns: the remaining work; start it once the appended bytes have been sent.
  public func receive(_ line: ArraySlice<UInt8>, into output: inout [UInt8]) -> PendingCalls? {
    guard line.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != 0x0d }) else { return nil }
    guard line.count <= SessionLimits.lineBytes else {
      refuseLongLine(into: &output)
      return nil
    }
    let value: JSON
    do {
      value = try JSON.parse(line)
    } catch {
      RPCReply.append(FailureReport(error, in: line), to: .null, into: &output)
      output.append(Self.lineEnd)
      return nil
    }
    // An id without an escape is written as it was read.
    let rawIDs = line.contains(UInt8(ascii: "\\")) ? RawIDs.find(in: line) : nil
    if case .array(let messages) = value {
      return receive(batch: messages, rawIDs: rawIDs, into: &output)
    }
    let start = output.count
    let call = begin(value, rawID: rawIDs?.first ?? nil, into: &output)
    if output.count > start { output.append(Self.lineEnd) }
    guard let call else { return nil }
    let outbox = outbox
    return PendingCalls {
      let task = call.start()
      return {
        guard var reply = await task.value else { return }
        reply.append(Self.lineEnd)
        await outbox.room()
        outbox.send(reply)
      }
    }
  }

  /// Answers a line that is longer than ``SessionLimits/lineBytes``; the rest of it was skipped.
  public func refuseLongLine(into output: inout [UInt8]) {
    RPCReply.append(.lineTooLong(limitBytes: SessionLimits.lineBytes), to: .null, into: &output)
    output.append(Self.lineEnd)
  }

  static let lineEnd = UInt8(ascii: "\n")

  private func receive(
    batch messages: [JSON], rawIDs: [[UInt8]?]?, into output: inout [UInt8]
  ) -> PendingCalls? {
    guard (1...SessionLimits.batchMessages).contains(messages.count) else {
      let what =
        messages.isEmpty
        ? "a batch has at least one message"
        : "a batch has at most \(SessionLimits.batchMessages) messages"
      RPCReply.append(.invalidRequest(what), to: .null, into: &output)
      output.append(Self.lineEnd)
      return nil
    }
    var batch = Batch(messages: messages, rawIDs: rawIDs)
    if batch.answerAtOnce(in: self, into: &output) { return nil }
    return PendingCalls { [batch, outbox] in
      var batch = batch
      batch.start()
      return { [batch] in await batch.finish(in: self, outbox) }
    }
  }

  // MARK: Calls

  /// Begins a call and appends its answer, without a newline, if it is already done.
  ///
  /// - Returns: the call, if it takes longer.
  func begin(_ message: JSON, rawID: [UInt8]?, into output: inout [UInt8]) -> RunningCall? {
    let request: RPCRequest
    do throws(RPCRequest.Refusal) {
      request = try RPCRequest(message, rawID: rawID)
    } catch {
      RPCReply.append(
        hasEnded ? .shuttingDown : error.report, to: error.id, into: &output)
      return nil
    }
    do throws(FailureReport) {
      switch try answer(to: request) {
      case .now(let value):
        if let id = request.id { RPCReply.append(value, to: id, into: &output) }
        return nil
      case .nowThen(let value, let next):
        if let id = request.id { RPCReply.append(value, to: id, into: &output) }
        return RunningCall(id: nil, inFlight: inFlight) {
          await next()
          return nil
        }
      case .later(let operation):
        return RunningCall(id: request.id, inFlight: inFlight, operation: operation)
      }
    } catch {
      if let id = request.id { RPCReply.append(error, to: id, into: &output) }
      return nil
    }
  }

  private func answer(to request: RPCRequest) throws(FailureReport) -> Answer {
    guard !hasEnded else { throw .shuttingDown }
    guard let method = MethodTable.find(request.method) else {
      throw .methodNotFound(request.method)
    }
    guard case .byName(let members) = request.params else {
      throw .invalidParams("", .wrongType, expected: "an object, as parameters have names")
    }
    return try method.begin(members, self)
  }

  /// Sends the caller a notification.
  func notify(_ method: String, _ params: JSON) {
    let message: JSON = ["jsonrpc": "2.0", "method": .string(method), "params": params]
    outbox.send(message.utf8() + [Self.lineEnd])
  }

  /// Cancels the calls of that id.
  func cancel(_ id: RPCRequestID) { inFlight.cancel(id) }

  // MARK: The end

  /// Whether `shutdown` was called: later calls are refused, running ones are finished.
  public var hasEnded: Bool { isEnding.load(ordering: .relaxed) }

  /// Accepts no more calls.
  func shutDown() { isEnding.store(true, ordering: .relaxed) }

  /// Returns once every notification has been sent, which is after
  /// ``RecommendationService/finish()`` or ``RecommendationService/stop()``.
  public func notificationsEnded() async { await notifications.value }

  /// Cancels every call that is running; each is still answered.
  public func cancelAll() { inFlight.cancelAll() }
}

/// The remaining work for a line.
public struct PendingCalls: Sendable {
  private let begin: @Sendable () -> @Sendable () async -> Void

  /// Work from a closure that starts it and returns another one that awaits its end and sends the
  /// answer.
  package init(_ begin: @escaping @Sendable () -> @Sendable () async -> Void) {
    self.begin = begin
  }

  /// Starts it, and calls `finished` once its answer has been sent. Once this returns, it can be
  /// cancelled.
  public func start(_ finished: @escaping @Sendable () -> Void) {
    let rest = begin()
    Task {
      await rest()
      finished()
    }
  }
}

/// Passes the player's messages on as JSON-RPC notifications, in order and as fast as they are
/// accepted.
struct Notifications: Sendable {
  let outbox: any SessionOutbox

  /// Sends messages until there are no more.
  func pass(on messages: PlayerMessages) async {
    for await message in messages {
      await outbox.room()
      outbox.send(message.message.notification.utf8() + [CallerSession.lineEnd])
    }
  }
}
