import NIOCore

/// How much a client may send, and how long it may take (HTTP-13, WS-7).
enum WebLimits {
  /// The longest body of a request: 64 KiB.
  static let bodyBytes = 64 << 10
  /// The longest head of a request, its target included: 16 KiB.
  static let headBytes = 16 << 10
  /// How much of a connection's input is read at once, which is also what a connection of many small
  /// requests may do before others get their turn: 1 KiB.
  static let readBytes = 1 << 10
  /// The longest target of a request: 8 KiB.
  static let targetBytes = 8 << 10
  /// The longest message of a WebSocket client: 64 KiB.
  static let messageBytes = 64 << 10
  /// The pieces in which files are read and sent.
  static let pieceBytes = 64 << 10
  /// How many bytes may be queued for a WebSocket client that does not read: about a hundred
  /// messages.
  static let clientQueueBytes = 256 << 10
  /// From the first byte of a head to its last.
  static let headTime = TimeAmount.seconds(10)
  /// From the end of a head to that of the body.
  static let bodyTime = TimeAmount.seconds(30)
  /// Between two requests of a connection.
  static let idleTime = TimeAmount.seconds(75)
  /// Between two pieces of an answer that the client reads; a paused player reads none, and
  /// requests the rest when it resumes.
  static let stallTime = TimeAmount.minutes(5)
  /// Between two pings.
  static let pingInterval = TimeAmount.seconds(15)
  /// Until a client that does not answer a ping is dropped.
  static let pongTime = TimeAmount.seconds(30)
  /// Until a connection whose client does not answer a close is closed.
  static let closeTime = TimeAmount.seconds(1)
  /// The most connections, if the system has descriptors for them; a further one replaces the least
  /// active one (``ConnectionPlaces``).
  static let connections = 4096
}
