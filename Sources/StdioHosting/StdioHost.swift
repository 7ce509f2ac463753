import Concurrency
import Foundation
public import Logging
public import MasteringService
import SystemCalls

/// Serves one caller over standard input and output: JSON-RPC 2.0, one message per line. The
/// session handles the messages.
///
/// Standard output carries the protocol and nothing else. The host ends when the input ends or
/// `shutdown` is called, after finishing running work and writing all answers. It also ends when
/// ``stop()`` is called or its task is cancelled; running work then gets ``Grace``. It ends at once
/// when its output is closed. It does not handle signals; a program that should end on one calls
/// ``stop()``.
///
/// Its memory is bounded, however much is sent and however slowly answers are read: it works on at
/// most 1,024 lines at a time, of 16 MiB in total or a single one, and queues 4 MiB of answers
/// besides those of these lines; beyond that it stops reading.
public struct StdioHost: Sendable {
  /// How long running work may continue once the host is ending.
  public struct Grace: Sendable, Hashable {
    /// Until calls and analyses are cancelled.
    public let finishing: Duration
    /// From then until unfinished work is abandoned.
    public let cancelling: Duration

    /// Five seconds, and one.
    public static let standard = Grace(finishing: .seconds(5), cancelling: .seconds(1))

    /// Creates a grace from its parts.
    public init(finishing: Duration, cancelling: Duration) {
      self.finishing = finishing
      self.cancelling = cancelling
    }
  }

  private let open: @Sendable (any SessionOutbox) -> any LineSession
  private let endsWithInput: Bool
  private let input: Descriptor
  private let output: Descriptor
  private let grace: Grace
  private let ending = HostEnding()
  private let logger: Logger

  /// The most lines that are worked on at a time; at this number, reading pauses.
  private static let linesAtATime = 1024
  /// The most bytes these lines have in total: as many as the longest line.
  private static let lineBytesAtATime = SessionLimits.lineBytes
  /// How many bytes may be queued for writing before reading pauses: 4 MiB.
  private static let outputLimitBytes = 4 << 20

  /// A host for a service.
  ///
  /// - Parameters:
  ///   - input: the descriptor to read from.
  ///   - output: the descriptor to write to.
  ///   - logger: logs events; must not write to the output.
  public init(
    service: RecommendationService, input: Int32 = 0, output: Int32 = 1, grace: Grace = .standard,
    logger: Logger
  ) {
    self.init(
      input: input, output: output, endsWithInput: false, grace: grace, logger: logger
    ) { CallerSession(with: service, outbox: $0) }
  }

  /// A host for another kind of line session.
  ///
  /// - Parameters:
  ///   - input: the descriptor to read from.
  ///   - output: the descriptor to write to.
  ///   - endsWithInput: whether running work gets only ``Grace`` at the end of the input, as after
  ///     ``stop()``, rather than all the time it needs.
  ///   - logger: logs events; must not write to the output.
  ///   - open: opens the session; called once, when the host runs.
  public init(
    input: Int32 = 0, output: Int32 = 1, endsWithInput: Bool, grace: Grace = .standard,
    logger: Logger, opening open: @escaping @Sendable (any SessionOutbox) -> any LineSession
  ) {
    self.open = open
    self.endsWithInput = endsWithInput
    self.input = Descriptor(number: input)
    self.output = Descriptor(number: output)
    self.grace = grace
    self.logger = logger
  }

  /// Serves until the end. It runs once.
  ///
  /// After it returns, nothing is read or written any more, except for an abandoned write that its
  /// reader has not read yet.
  ///
  /// - Returns: the exit status of the process: 0, or 1 if the input or output failed other than by
  ///   ending.
  public func run() async -> Int32 {
    // In a separate task, because a cancelled task no longer waits for anything.
    let life = Task { await serve() }
    return await withTaskCancellationHandler {
      await life.value
    } onCancel: {
      stop()
    }
  }

  /// Stops reading, and ends the host when running work is done or its ``Grace`` is over. A second
  /// call ends running work at once. Returns at once; ``run()`` returns when everything has ended.
  public func stop() { ending.wish() }

  private func serve() async -> Int32 {
    let (events, feed) = AsyncStream<HostEvent>.makeStream()
    guard let wake = WakePipe() else {
      logger.error("the system cannot create another pipe")
      return 1
    }
    let queue = OutputQueue(to: output, limitBytes: Self.outputLimitBytes) {
      feed.yield(.outputClosed($0))
    }
    let session = open(queue)
    let running = RunningCount(
      limit: Self.linesAtATime, limitBytes: Self.lineBytesAtATime)
    let loop = InputLoop(
      input: input, wake: wake, session: session, output: queue, running: running)
    Self.startThread("output") { queue.writeUntilOver() }
    Self.startThread("input") { feed.yield(.inputEnded(loop.run())) }
    logger.info("serving")
    ending.hear { feed.yield(.stop) }
    defer {
      ending.hear(nil)
      wake.wake()
      queue.end()
    }

    var end = HostEnd(withInput: endsWithInput)
    for await event in events {
      log(event)
      for step in end.steps(after: event) {
        switch step {
        case .stopReading: wake.wake()
        case .finishWork:
          Task {
            await running.idle()
            await session.finish()
            await queue.flushed()
            feed.yield(.finished)
          }
        case .cancelWork: await session.stop()
        case .wait(let grace): wait(grace, feed)
        case .end(let isAbandoning):
          if isAbandoning {
            logger.warning(
              "stopped with unwritten answers", metadata: ["bytes": "\(queue.waitingBytes)"])
          } else {
            logger.info("ended")
          }
          return end.status
        }
      }
    }
    return end.status
  }

  private func log(_ event: HostEvent) {
    switch event {
    case .inputEnded(let end):
      logger.info("no more input", metadata: ["reason": "\(end)"])
      if case .failure(let code) = end {
        logger.error("the input cannot be read: \(SystemError(code: code).text)")
      }
    case .stop: logger.info("shutdown requested")
    case .outputClosed(EPIPE), .graceEnded, .finished: break
    case .outputClosed(let code):
      logger.error("the output cannot be written: \(SystemError(code: code).text)")
    }
  }

  private func wait(_ grace: HostEnd.Wait, _ feed: AsyncStream<HostEvent>.Continuation) {
    let duration =
      switch grace {
      case .finishing: self.grace.finishing
      case .cancelling: self.grace.cancelling
      }
    Task {
      try? await Task.sleep(for: duration)
      feed.yield(.graceEnded)
    }
  }

  /// Separate threads, because they block, which tasks must not.
  private static func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
    let thread = Thread {
      // A closed pipe shows as a failed write.
      var signals = sigset_t()
      sigemptyset(&signals)
      sigaddset(&signals, SIGPIPE)
      pthread_sigmask(SIG_BLOCK, &signals, nil)
      body()
    }
    thread.name = "mastering.\(name)"
    thread.stackSize = 1 << 20
    thread.start()
  }
}
