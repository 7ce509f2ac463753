import MasteringService
import SystemCalls

/// Reads lines from standard input and answers them, on one thread.
///
/// Calls that can be answered at once are answered here, so that they cost neither a task nor a
/// thread switch; the answers to everything from one read are sent in few writes.
struct InputLoop: Sendable {
  let input: Descriptor
  let wake: WakePipe
  let session: any LineSession
  let output: OutputQueue
  let running: RunningCount

  /// Why reading ended.
  enum End: Sendable, Equatable {
    case endOfInput
    case shutdown
    case stopped
    case failure(Int32)
  }

  /// How many bytes are read at a time.
  private static let readBytes = 1 << 17
  /// How many bytes of answers are collected before they are sent.
  private static let commitBytes = 1 << 16
  /// How long to wait for further calls after a `shutdown`, in milliseconds, so that those already
  /// on their way are answered.
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

  /// Waits until there is something to read; otherwise returns why there will be nothing.
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
