internal import MasteringService
internal import NIOCore
internal import StrictJSON
internal import Synchronization
internal import WireFormat

/// Tells every client of the WebSocket every message of the player, in one order (WS-2 to WS-5).
///
/// A message is written out once, and each event loop tells its own clients: one that does not read
/// costs the others nothing.
final class Broadcaster: Sendable {
  private struct Told: Sendable {
    let effect: PlayerMessage.Effect
    let text: ByteBuffer
  }

  private struct State {
    /// How things stand, which is told to somebody who comes late.
    var standing: [Told] = []
    /// How many messages there were.
    var count = 0
    var loops: [LoopClients] = []
  }

  private let state = Mutex(State())

  /// Passes messages on until there are no more.
  func pass(on messages: PlayerMessages) async {
    for await message in messages { tell(message) }
  }

  /// Tells everybody a message.
  func tell(_ message: PlayerMessage) {
    let text = ByteBuffer(bytes: message.message.envelope.utf8())
    state.withLock { state in
      state.count += 1
      Self.apply(Told(effect: message.effect, text: text), to: &state.standing)
      // Within the lock, so that two messages cannot overtake each other on the way to a loop.
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

  /// Tells a client how things stand, and everything from there on. To be called on its loop.
  func join(_ client: WebSocketConnection, on eventLoop: any EventLoop) {
    let (standing, count, loop) = state.withLock { state in
      (state.standing, state.count, Self.loop(eventLoop, in: &state))
    }
    // Messages up to the count may still be on their way to this loop; they are in what is told now.
    loop.add(client, after: count)
    standing.forEach { client.send($0.text) }
    client.flush()
  }

  /// Tells a client nothing more. To be called on its loop.
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
/// Unchecked, since the compiler does not know that the clients are touched on that loop only: `add`
/// and `remove` are called there, and `tell` goes there.
private final class LoopClients: @unchecked Sendable {
  let eventLoop: any EventLoop
  private var clients: [ObjectIdentifier: (client: WebSocketConnection, after: Int)] = [:]

  init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func add(_ client: WebSocketConnection, after count: Int) {
    eventLoop.preconditionInEventLoop()
    clients[ObjectIdentifier(client)] = (client, count)
  }

  func remove(_ client: WebSocketConnection) {
    eventLoop.preconditionInEventLoop()
    clients[ObjectIdentifier(client)] = nil
  }

  func tell(_ text: ByteBuffer, number: Int) {
    eventLoop.execute { [self] in
      for (client, after) in clients.values where number > after {
        client.send(text)
        client.flush()
      }
    }
  }
}
