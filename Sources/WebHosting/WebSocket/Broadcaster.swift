import MasteringService
import NIOCore
import StrictJSON
import Synchronization
import WireFormat

/// Sends every message of the player to every WebSocket client, in the same order (WS-2 to WS-5).
///
/// A message is serialised once, and each event loop serves its own clients: a client that does not
/// read does not affect the others.
final class Broadcaster: Sendable {
  private struct Told: Sendable {
    let effect: PlayerMessage.Effect
    let text: ByteBuffer
  }

  private struct State {
    /// The current state, which a late client gets first.
    var standing: [Told] = []
    /// The number of messages so far.
    var count = 0
    var loops: [LoopClients] = []
  }

  private let state = Mutex(State())

  /// Passes messages on until there are no more.
  func pass(on messages: PlayerMessages) async {
    for await message in messages { tell(message) }
  }

  /// Sends a message to every client.
  func tell(_ message: PlayerMessage) {
    let text = ByteBuffer(bytes: message.message.envelope.utf8())
    state.withLock { state in
      state.count += 1
      Self.apply(Told(effect: message.effect, text: text), to: &state.standing)
      // Inside the lock, so that messages cannot overtake each other on the way to a loop.
      for loop in state.loops { loop.tell(text, number: state.count) }
    }
  }

  private static func apply(_ told: Told, to standing: inout [Told]) {
    switch told.effect {
    case .begins: standing = [told]
    case .proceeds:
      standing.removeAll { $0.effect == .proceeds }
      standing.append(told)
    case .concludes: standing.append(told)
    case .none: break
    }
  }

  // MARK: Clients

  /// Sends a client the current state, and every later message. Call it on the client's loop.
  func join(_ client: WebSocketConnection, on eventLoop: any EventLoop) {
    let (standing, count, loop) = state.withLock { state in
      (state.standing, state.count, Self.loop(eventLoop, in: &state))
    }
    // Messages up to the count may still be on their way to this loop; the state sent now includes
    // them.
    loop.add(client, after: count)
    standing.forEach { client.send($0.text) }
    client.flush()
  }

  /// Sends a client nothing more. Call it on the client's loop.
  func leave(_ client: WebSocketConnection, on eventLoop: any EventLoop) {
    state.withLock { Self.loop(eventLoop, in: &$0) }.remove(client)
  }

  private static func loop(_ eventLoop: any EventLoop, in state: inout State) -> LoopClients {
    if let known = state.loops.first(where: { $0.eventLoop === eventLoop }) { return known }
    let loop = LoopClients(eventLoop)
    state.loops.append(loop)
    return loop
  }
}

/// The clients whose connections one event loop serves.
///
/// A load of a cached track causes three messages within microseconds, and sending them to a
/// thousand clients takes milliseconds: messages that arrive in the meantime are included for the
/// clients still to be served, so that most get all of them in one write.
///
/// Unchecked, because the compiler cannot know that everything except the waiting messages is
/// accessed only on that loop: `add` and `remove` are called there, and `tell` hops there.
private final class LoopClients: @unchecked Sendable {
  private typealias Numbered = (number: Int, text: ByteBuffer)

  private struct Waiting: Sendable {
    var messages: [Numbered] = []
    /// Whether the loop is already scheduled to check.
    var isExpected = false
  }

  private final class Listener {
    let client: WebSocketConnection
    /// The number of the last message it was sent.
    var heard: Int

    init(_ client: WebSocketConnection, heard: Int) {
      self.client = client
      self.heard = heard
    }
  }

  let eventLoop: any EventLoop
  private let waiting = Mutex(Waiting())
  private var listeners: [ObjectIdentifier: Listener] = [:]
  /// Messages that some clients may not have received yet.
  private var telling: [Numbered] = []

  init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func add(_ client: WebSocketConnection, after count: Int) {
    eventLoop.preconditionInEventLoop()
    listeners[ObjectIdentifier(client)] = Listener(client, heard: count)
  }

  func remove(_ client: WebSocketConnection) {
    eventLoop.preconditionInEventLoop()
    listeners[ObjectIdentifier(client)] = nil
  }

  func tell(_ text: ByteBuffer, number: Int) {
    let wasExpected = waiting.withLock { waiting in
      waiting.messages.append((number, text))
      defer { waiting.isExpected = true }
      return waiting.isExpected
    }
    if !wasExpected { eventLoop.execute { [self] in giveTurns() } }
  }

  /// Serves each client once. If some are behind afterwards, because they were served early, the
  /// loop does its other work before the next round.
  private func giveTurns() {
    for listener in listeners.values {
      takeWaiting()
      guard let latest = telling.last?.number, listener.heard < latest else { continue }
      for (number, text) in telling where number > listener.heard { listener.client.send(text) }
      listener.client.flush()
      listener.heard = latest
    }
    takeWaiting()
    let heardByAll = listeners.values.map(\.heard).min() ?? .max
    telling.removeAll { $0.number <= heardByAll }
    let isDone = waiting.withLock { waiting in
      waiting.isExpected = !telling.isEmpty || !waiting.messages.isEmpty
      return !waiting.isExpected
    }
    if !isDone { eventLoop.execute { [self] in giveTurns() } }
  }

  private func takeWaiting() {
    telling += waiting.withLock { waiting in
      defer { waiting.messages = [] }
      return waiting.messages
    }
  }
}
