import Subprocess
import SystemCalls
import Dispatch
import Synchronization

/// A port that is a program, used through its standard input and output.
public struct ProcessPort: PortHost {
  private var configuration: Configuration
  private let guardian: ProcessGuardian?
  private let limits: PortLimits
  private let showError: @Sendable (UnsafeRawBufferPointer) -> Void

  /// A port from a command for `sh`, in the current folder and environment: quotes, variables and
  /// `cd folder && …` have their usual meaning.
  ///
  /// - Parameter showError: called with the port's standard error as it arrives.
  public init(
    command: String, limits: PortLimits = PortLimits(),
    showError: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
  ) {
    self.init(program: ["sh", "-c", command], limits, showError)
  }

  /// A port from a program's path and its arguments.
  public init(
    executable: String, arguments: [String], limits: PortLimits = PortLimits(),
    showError: @escaping @Sendable (UnsafeRawBufferPointer) -> Void = { _ in }
  ) {
    self.init(program: [executable] + arguments, limits, showError)
  }

  // The shell starts programs by path as well: Subprocess's own path type would require
  // swift-system.
  private init(
    program: [String], _ limits: PortLimits,
    _ showError: @escaping @Sendable (UnsafeRawBufferPointer) -> Void
  ) {
    guardian = ProcessGuardian.shared
    configuration = Configuration(
      executable: .name("sh"), arguments: .init(guardian?.arguments(for: program) ?? []))
    // In its own session, the port can be ended together with everything it has started.
    configuration.platformOptions.createSession = true
    configuration.platformOptions.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .seconds(1))
    ]
    self.limits = limits
    self.showError = showError
  }

  /// Starts the program for one conversation.
  ///
  /// - Throws: ``PortUnavailable`` when the system cannot start a process; for a missing command,
  ///   the shell ends.
  public func withPort<Value: Sendable>(
    _ body: @escaping @Sendable (PortUnderTest) async -> Value
  ) async throws(PortUnavailable) -> PortSession<Value> {
    guard let guardian else { throw PortUnavailable(reason: "no process can be guarded") }
    // Writing to a port that is gone must be an error, not the end of this process.
    signal(SIGPIPE, SIG_IGN)
    let tail = Tail(capacity: limits.errorTailBytes)
    do {
      let outcome = try await run(
        configuration, input: .inputWriter, output: .sequence, error: .sequence
      ) { execution in
        defer { guardian.forget(execution.processIdentifier.value) }
        return await serve(execution, tail, body)
      }
      let served = outcome.closureResult
      return PortSession(
        value: served.value, end: served.wasKilled ? .killed : PortEnd(outcome.terminationStatus),
        errorTail: tail.text)
    } catch {
      throw PortUnavailable(reason: "\(error)")
    }
  }

  private func serve<Value: Sendable>(
    _ execution: Execution<CustomWriteInput, SequenceOutput, SequenceOutput>, _ tail: Tail,
    _ body: @escaping @Sendable (PortUnderTest) async -> Value
  ) async -> Served<Value> {
    let inbox = Inbox(capacity: limits.aheadBytes)
    let (outgoing, feed) = AsyncStream<[UInt8]>.makeStream()
    let limits = limits
    let showError = showError
    return await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await Self.read(execution.standardOutput, into: inbox, limit: limits.lineBytes)
      }
      group.addTask {
        // Ends silently if the port is gone: its output shows its end.
        var pieces = execution.standardError.makeAsyncIterator()
        while let piece = try? await pieces.next() {
          piece.withUnsafeBytes { bytes in
            tail.append(bytes)
            showError(bytes)
          }
          // Reading available output never suspends, so a flood would occupy a thread.
          await Task.yield()
        }
      }
      group.addTask {
        for await bytes in outgoing {
          guard let count = try? await execution.standardInputWriter.write(bytes),
            count == bytes.count
          else { break }
        }
        try? await execution.standardInputWriter.finish()
      }
      let value = await body(
        PortUnderTest(inbox: inbox, write: { feed.yield($0) }, close: { feed.finish() }))
      feed.finish()
      // A port that has closed its output is about to end, and how it ends is of interest.
      let hasEnded =
        inbox.hasEnded
        ? await ProcessEnd.wait(for: execution.processIdentifier.value, patience: limits.patience)
        : false
      inbox.close()
      // Everything it has started ends, too. Its number is not reused before the body returns.
      // Fails only if nothing is left of the session.
      try? execution.send(signal: .kill, toProcessGroup: true)
      await group.waitForAll()
      return Served(value: value, wasKilled: !hasEnded)
    }
  }

  private struct Served<Value: Sendable>: Sendable {
    let value: Value
    let wasKilled: Bool
  }

  private static func read(
    _ output: SubprocessOutputSequence, into inbox: Inbox, limit: Int
  ) async {
    var splitter = LineSplitter(limitBytes: limit)
    var pieces = output.makeAsyncIterator()
    while let piece = try? await pieces.next() {
      for line in splitter.lines(endedBy: piece.withUnsafeBytes { Array($0) }) {
        await inbox.put(PortOutput(line))
        // Such a port is given up: it may block on its full pipe until it is ended.
        if case .tooLong = line { return }
      }
      await Task.yield()
    }
    if let line = splitter.lastLine() { await inbox.put(PortOutput(line)) }
    inbox.end()
  }
}

extension PortEnd {
  fileprivate init(_ status: TerminationStatus) {
    switch status {
    case .exited(let code): self = .exited(Int(code))
    case .signaled(let signal): self = .signalled(Int(signal))
    }
  }
}

/// Waits for a child process to end, and leaves its exit status to the code that started it.
enum ProcessEnd {
  /// Whether the process ended by itself in time.
  static func wait(for process: pid_t, patience: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        await withCheckedContinuation { continuation in
          // The call blocks, which a task must not.
          DispatchQueue.global().async {
            var information = siginfo_t()
            _ = uninterrupted {
              waitid(P_PID, id_t(process), &information, WEXITED | WNOWAIT)
            }
            continuation.resume()
          }
        }
        return true
      }
      group.addTask {
        guard (try? await Task.sleep(for: patience)) != nil else { return true }
        kill(-process, SIGKILL)
        return false
      }
      var endedInTime = await group.next() ?? true
      group.cancelAll()
      // The end caused by the signal may be reported before its sending.
      for await other in group { endedInTime = endedInTime && other }
      return endedInTime
    }
  }
}

/// The last bytes of a stream.
final class Tail: Sendable {
  private let capacity: Int
  private let bytes = Mutex<[UInt8]>([])

  init(capacity: Int) {
    self.capacity = capacity
  }

  func append(_ more: UnsafeRawBufferPointer) {
    bytes.withLock { bytes in
      bytes += more.suffix(capacity)
      // Only from time to time, so that many small pieces do not move the rest each time.
      if bytes.count > 2 * capacity { bytes.removeFirst(bytes.count - capacity) }
    }
  }

  /// The bytes as text, with invalid UTF-8 replaced.
  var text: String {
    bytes.withLock { String(decoding: $0.suffix(capacity), as: UTF8.self) }
  }
}
