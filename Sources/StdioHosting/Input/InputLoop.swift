import MasteringService
import SystemCalls

/// Reads lines from standard input and answers them: the work of one thread.
///
/// What can be answered at once is answered right here, so that a call costs neither a task nor a
/// switch of threads; the answers to all that one read brought leave in few writes.
struct InputLoop: Sendable {
  let input: Descriptor
  let wake: WakePipe
  let session: any LineSession
  let output: OutputQueue
  let running: RunningCount

  /// Why nothing is read any more.
  enum End: Sendable, Equatable {
    case endOfInput
    case shutdown
    case stopped
    case failure(Int32)
  }

  /// How much is read at a time.
  private static let readBytes = 1 << 17
  /// How much is answered before it is sent.
  private static let commitBytes = 1 << 16
  /// How long, in milliseconds, calls that follow a `shutdown` are waited for, so that those that
  /// are on their way are answered.
  private static let lingerMilliseconds: Int32 = 100

  /// Reads until there is no more to read.
  func run() -> End {
    var buffer = [UInt8](repeating: 0, count: Self.readBytes)
    var splitter = LineSplitter(limitBytes: SessionLimits.lineBytes)
    var answers: [UInt8] = []
    while true {
      if let end = waitForInput() { return end }
      switch input.read(into: &buffer) {
      case .bytes(let count):
        splitter.take(buffer[..<count]) { answer($0, &answers) }
        output.commit(&answers)
      case .end:
        splitter.finish { answer($0, &answers) }
        output.commit(&answers)
        return .endOfInput
      case .failure(let code): return .failure(code)
      }
    }
  }

  /// Waits until there is something to read; otherwise says why nothing will be.
  private func waitForInput() -> End? {
    while true {
      let ready = Descriptor.wait(
        for: [(wake.end, POLLIN), (input, POLLIN)],
        milliseconds: session.hasEnded ? Self.lingerMilliseconds : -1)
      if ready[0] { return .stopped }
      if ready[1] { return nil }
      if session.hasEnded, running.isIdle { return .shutdown }
    }
  }

  private func answer(_ line: LineSplitter.Line, _ answers: inout [UInt8]) {
    switch line {
    case .tooLong: session.refuseLongLine(into: &answers)
    case .whole(let line):
      if let work = session.receive(line, into: &answers) {
        output.commit(&answers)
        let bytes = line.count
        running.enter(bytes: bytes)
        work.start { [running] in running.leave(bytes: bytes) }
      }
    }
    if answers.count >= Self.commitBytes { output.commit(&answers) }
  }
}
