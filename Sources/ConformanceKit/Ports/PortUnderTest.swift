import Synchronization

/// A running port: lines go in, lines come out.
public struct PortUnderTest: Sendable {
  let inbox: Inbox
  private let write: @Sendable ([UInt8]) -> Void
  private let close: @Sendable () -> Void

  init(
    inbox: Inbox, write: @escaping @Sendable ([UInt8]) -> Void,
    close: @escaping @Sendable () -> Void
  ) {
    self.inbox = inbox
    self.write = write
    self.close = close
  }

  /// Sends bytes unchanged. Returns at once; the answers show whether the port reads them.
  public func send(_ bytes: [UInt8]) { write(bytes) }

  /// Ends the port's input.
  public func closeInput() { close() }

  /// What the port does next, until a deadline.
  public func next(until deadline: ContinuousClock.Instant) async -> PortOutput {
    await inbox.next(until: deadline)
  }
}

/// Starts ports of one kind.
public protocol PortHost: Sendable {
  /// Starts a port and passes it to the body; when that returns, ends the port and everything it
  /// has started, in whatever state.
  ///
  /// - Throws: ``PortUnavailable`` when it cannot be started.
  func withPort<Value: Sendable>(
    _ body: @escaping @Sendable (PortUnderTest) async -> Value
  ) async throws(PortUnavailable) -> PortSession<Value>
}

/// The result of a port's session.
public struct PortSession<Value: Sendable>: Sendable {
  /// What the body returned.
  public let value: Value
  /// How the port ended.
  public let end: PortEnd
  /// The end of its standard error.
  public let errorTail: String
}

/// A port could not be started.
public struct PortUnavailable: Error, Hashable {
  /// The reason, as the end of a sentence: `sh: not found`.
  public let reason: String

  /// A failure by its reason.
  public init(reason: String) {
    self.reason = reason
  }
}

/// Limits on a port's buffered output, and on the wait for its end.
public struct PortLimits: Sendable, Hashable {
  /// The longest line, in bytes; the protocol's own limit is 16 MiB.
  public var lineBytes = 16 << 20
  /// How far a port may write ahead of its reader, in bytes.
  public var aheadBytes = 32 << 20
  /// How much of standard error is kept, in bytes.
  public var errorTailBytes = 64 << 10
  /// How long a port that has closed its output may take to end before it is killed.
  public var patience = Duration.seconds(2)

  /// The usual limits.
  public init() {}
}
