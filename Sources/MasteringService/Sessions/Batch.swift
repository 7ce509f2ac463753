import StrictJSON
import WireFormat

/// A line of several messages, answered by a line of the answers in the order of the calls.
///
/// Calls that can be answered at once are, and every call is registered by its id before the next
/// line is read; only if there are many answers, the rest start later. However large the answers
/// are, only about ``heldBytes`` of them are buffered.
struct Batch: Sendable {
  /// How many bytes of answers are collected before they are sent on.
  static let heldBytes = 1 << 20

  private let messages: [JSON]
  private let rawIDs: [[UInt8]?]?
  private var next = 0
  private var answers: [Answer] = []
  private var taken = 0
  private var collectedBytes = 0

  private enum Answer {
    case ready([UInt8])
    case waiting(RunningCall)
    case running(Task<[UInt8]?, Never>)
  }

  init(messages: [JSON], rawIDs: [[UInt8]?]?) {
    self.messages = messages
    self.rawIDs = rawIDs
  }

  /// Begins the calls, and appends the whole line of answers unless work remains: then nothing is
  /// appended, and the batch has to be started and finished.
  ///
  /// - Returns: whether it is done.
  mutating func answerAtOnce(in session: CallerSession, into output: inout [UInt8]) -> Bool {
    while next < messages.count, collectedBytes < Self.heldBytes { beginNext(in: session) }
    guard next == messages.count else { return false }
    var line: [UInt8] = [UInt8(ascii: "[")]
    for answer in answers {
      guard case .ready(let bytes) = answer else { return false }
      if line.count > 1 { line.append(UInt8(ascii: ",")) }
      line += bytes
    }
    if line.count > 1 { output += line + [UInt8(ascii: "]"), CallerSession.lineEnd] }
    return true
  }

  /// Starts the calls that take longer, so that they can be cancelled.
  mutating func start() {
    for (index, answer) in answers.enumerated() {
      if case .waiting(let call) = answer { answers[index] = .running(call.start()) }
    }
  }

  /// Begins the remaining calls, awaits the answers, and sends the line.
  func finish(in session: CallerSession, _ outbox: any SessionOutbox) async {
    var rest = self
    var writer = LineWriter(outbox: outbox)
    while rest.next < messages.count {
      await rest.passOn(to: &writer, until: Self.heldBytes)
      rest.beginNext(in: session)
      rest.start(last: rest.answers.indices.last)
    }
    await rest.passOn(to: &writer, until: nil)
    await writer.finish()
  }

  private mutating func start(last index: Int?) {
    guard let index, case .waiting(let call) = answers[index] else { return }
    answers[index] = .running(call.start())
  }

  private mutating func beginNext(in session: CallerSession) {
    var bytes: [UInt8] = []
    let call = session.begin(messages[next], rawID: rawIDs?[next], into: &bytes)
    next += 1
    if !bytes.isEmpty {
      answers.append(.ready(bytes))
      collectedBytes += bytes.count
    }
    if let call { answers.append(.waiting(call)) }
  }

  /// Passes answers on, awaiting pending ones, until fewer bytes are buffered, or until there are
  /// none left.
  private mutating func passOn(to writer: inout LineWriter, until limit: Int?) async {
    while taken < answers.count, limit.map({ collectedBytes >= $0 }) ?? true {
      let answer = answers[taken]
      answers[taken] = .ready([])
      taken += 1
      switch answer {
      case .ready(let bytes):
        collectedBytes -= bytes.count
        await writer.append(bytes)
      case .waiting(let call):
        if let bytes = await call.start().value { await writer.append(bytes) }
      case .running(let task):
        if let bytes = await task.value { await writer.append(bytes) }
      }
    }
  }
}

/// Writes one line of answers, in parts if it is long.
private struct LineWriter {
  private let outbox: any SessionOutbox
  private var bytes: [UInt8] = [UInt8(ascii: "[")]
  private var isOpen = false
  private var isEmpty = true

  init(outbox: any SessionOutbox) {
    self.outbox = outbox
  }

  mutating func append(_ answer: [UInt8]) async {
    if !isEmpty { bytes.append(UInt8(ascii: ",")) }
    isEmpty = false
    bytes += answer
    guard bytes.count > Batch.heldBytes else { return }
    if !isOpen { await outbox.openLine() }
    isOpen = true
    await outbox.sendPart(bytes)
    bytes = []
  }

  mutating func finish() async {
    guard !isEmpty else { return }
    bytes += [UInt8(ascii: "]"), CallerSession.lineEnd]
    guard isOpen else {
      await outbox.room()
      return outbox.send(bytes)
    }
    outbox.closeLine(bytes)
  }
}
