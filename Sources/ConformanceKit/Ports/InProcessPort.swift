import Synchronization
import SystemCalls

/// A port in this process: a function from a stream of lines to bytes of output.
public struct InProcessPort: PortHost {
  private let serve:
    @Sendable (AsyncStream<[UInt8]>, @escaping @Sendable ([UInt8]) -> Void) async
      -> Void
  private let limits: PortLimits

  /// A port from the function that serves one connection: it gets the bytes in the pieces in which
  /// they are sent, and a function to write with. The connection ends when it returns, which it
  /// should do when its input ends or its task is cancelled.
  public init(
    limits: PortLimits = PortLimits(),
    serve:
      @escaping @Sendable (
        _ input: AsyncStream<[UInt8]>, _ write: @escaping @Sendable ([UInt8]) -> Void
      ) async -> Void
  ) {
    self.limits = limits
    self.serve = serve
  }

  /// Serves one connection.
  public func withPort<Value: Sendable>(
    _ body: @escaping @Sendable (PortUnderTest) async -> Value
  ) async throws(PortUnavailable) -> PortSession<Value> {
    let inbox = Inbox(capacity: limits.aheadBytes)
    let (input, feed) = AsyncStream<[UInt8]>.makeStream()
    let output = SplitOutput(inbox: inbox, limit: limits.lineBytes)
    let server = Task {
      await serve(input) { output.write($0) }
      output.finish()
    }
    let port = PortUnderTest(inbox: inbox, write: { feed.yield($0) }, close: { feed.finish() })
    let value = await withTaskCancellationHandler {
      await body(port)
    } onCancel: {
      server.cancel()
    }
    feed.finish()
    inbox.close()
    server.cancel()
    await server.value
    return PortSession(value: value, end: .unknown, errorTail: "")
  }
}

/// Splits output written from any thread into lines.
private final class SplitOutput: Sendable {
  private let inbox: Inbox
  private let splitter: Mutex<LineSplitter>

  init(inbox: Inbox, limit: Int) {
    self.inbox = inbox
    splitter = Mutex(LineSplitter(limitBytes: limit))
  }

  func write(_ bytes: [UInt8]) {
    splitter.withLock { splitter in
      splitter.take(bytes[...]) { inbox.offer(PortOutput($0)) }
    }
  }

  func finish() {
    splitter.withLock { splitter in
      splitter.finish { inbox.offer(PortOutput($0)) }
    }
    inbox.end()
  }
}

extension PortOutput {
  init(_ line: LineSplitter.Line) {
    switch line {
    case .whole(let line): self = .line(Array(line))
    case .tooLong(let start): self = .overlong(start: start)
    }
  }
}
