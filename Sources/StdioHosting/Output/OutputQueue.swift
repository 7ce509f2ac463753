import Dispatch
import MasteringService
import Synchronization
import SystemCalls

/// The lines to be written to standard output: in order, several per write, in bounded number.
///
/// One thread writes at a time: the thread that reads the input, right after it has answered, so
/// that an answer is sent without waking another thread; or the thread for late lines. A thread
/// that finds another writing leaves its lines to that one. Above `limitBytes`, every thread with
/// more output waits, and so input is no longer read: if the client stops reading, so do we.
final class OutputQueue: SessionOutbox {
  fileprivate struct State {
    /// Bytes ready to be written.
    var ready: [UInt8] = []
    /// What was sent while a line was open.
    var held: [UInt8] = []
    var isLineOpen = false
    var isWriting = false
    var isClosed = false
    /// Whether the thread for late lines should end.
    var isOver = false
    /// The unused buffer, kept for its capacity.
    var spare: [UInt8] = []
    var isReaderWaiting = false
    var waiters = Waiters()

    var waitingBytes: Int { ready.count + held.count }
  }

  /// Waiting tasks, by what they wait for.
  fileprivate struct Waiters {
    var room: [CheckedContinuation<Void, Never>] = []
    var roomInLine: [CheckedContinuation<Void, Never>] = []
    var line: [CheckedContinuation<Void, Never>] = []
    var flushed: [CheckedContinuation<Void, Never>] = []
  }

  private let descriptor: Descriptor
  private let limitBytes: Int
  private let closed: @Sendable (Int32) -> Void
  private let state = Mutex(State())
  private let workForWriter = DispatchSemaphore(value: 0)
  private let roomForReader = DispatchSemaphore(value: 0)

  /// The largest capacity kept between writes.
  private static let keptBytes = 1 << 20

  /// A queue for a descriptor.
  ///
  /// - Parameters:
  ///   - limitBytes: how many bytes may be queued before writers wait.
  ///   - closed: called once, with the `errno`, when nothing can be written any more.
  init(
    to descriptor: Descriptor, limitBytes: Int, closed: @escaping @Sendable (Int32) -> Void
  ) {
    self.descriptor = descriptor
    self.limitBytes = limitBytes
    self.closed = closed
  }

  // MARK: Threads

  /// Sends what the reading thread has answered, and empties the buffer. Blocks until the bytes are
  /// written, or until another thread writes them and there is room for more.
  func commit(_ bytes: inout [UInt8]) {
    guard !bytes.isEmpty else { return }
    append(bytes)
    if bytes.capacity > Self.keptBytes {
      bytes = []
    } else {
      bytes.removeAll(keepingCapacity: true)
    }
    writeAll()
    while state.withLock({ state in
      state.isReaderWaiting = !state.isClosed && state.waitingBytes > limitBytes
      return state.isReaderWaiting
    }) {
      roomForReader.wait()
    }
  }

  /// Writes late lines until the end, on its own thread.
  func writeUntilOver() {
    while !state.withLock({ $0.isOver }) {
      workForWriter.wait()
      writeAll()
    }
  }

  /// Drops unwritten lines, and releases all waiters. A write under way ends when its reader reads
  /// it or goes away.
  func end() {
    let woken = state.withLock { state in
      state.isOver = true
      state.close()
      if state.isReaderWaiting { roomForReader.signal() }
      state.isReaderWaiting = false
      return state.freed(limitBytes: limitBytes)
    }
    woken.forEach { $0.resume() }
    workForWriter.signal()
  }

  /// Writes until nothing is left, unless another thread does.
  private func writeAll() {
    while let bytes = take() {
      let failure = descriptor.write(bytes)
      finishWrite(returning: bytes, failure)
      if let failure { closed(failure) }
    }
  }

  private func take() -> [UInt8]? {
    state.withLock { state in
      guard !state.isWriting, !state.isClosed, !state.ready.isEmpty else { return nil }
      state.isWriting = true
      var bytes: [UInt8] = []
      swap(&bytes, &state.ready)
      swap(&state.ready, &state.spare)
      return bytes
    }
  }

  private func finishWrite(returning bytes: consuming [UInt8], _ failure: Int32?) {
    var spare = bytes
    spare.removeAll(keepingCapacity: spare.capacity <= Self.keptBytes)
    let woken = state.withLock { state in
      state.isWriting = false
      state.spare = spare
      if failure != nil { state.close() }
      if state.isReaderWaiting, state.isClosed || state.waitingBytes <= limitBytes {
        state.isReaderWaiting = false
        roomForReader.signal()
      }
      return state.freed(limitBytes: limitBytes)
    }
    woken.forEach { $0.resume() }
  }

  // MARK: Outbox

  func send(_ line: [UInt8]) {
    append(line)
    workForWriter.signal()
  }

  private func append(_ bytes: [UInt8]) {
    state.withLock { state in
      guard !state.isClosed else { return }
      if state.isLineOpen { state.held += bytes } else { state.ready += bytes }
    }
  }

  func room() async {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.isClosed || state.waitingBytes <= limitBytes { return true }
        state.waiters.room.append(continuation)
        return false
      }
      if goesOn { continuation.resume() }
    }
  }

  func openLine() async {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.isLineOpen {
          state.waiters.line.append(continuation)
          return false
        }
        state.isLineOpen = true
        return true
      }
      if goesOn { continuation.resume() }
    }
  }

  func sendPart(_ bytes: [UInt8]) async {
    state.withLock { state in
      if !state.isClosed { state.ready += bytes }
    }
    workForWriter.signal()
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.isClosed || state.ready.count <= limitBytes { return true }
        state.waiters.roomInLine.append(continuation)
        return false
      }
      if goesOn { continuation.resume() }
    }
  }

  func closeLine(_ bytes: [UInt8]) {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if !state.isClosed { state.ready += bytes + state.held }
      state.held = []
      // A task waiting to open a line now finds it free.
      guard !state.waiters.line.isEmpty else {
        state.isLineOpen = false
        return nil
      }
      return state.waiters.line.removeFirst()
    }
    next?.resume()
    workForWriter.signal()
  }

  /// Returns once everything is written, or nothing can be written any more.
  func flushed() async {
    await withCheckedContinuation { continuation in
      let goesOn = state.withLock { state in
        if state.isFlushed { return true }
        state.waiters.flushed.append(continuation)
        return false
      }
      if goesOn { continuation.resume() }
    }
  }

  /// How many bytes wait to be written.
  var waitingBytes: Int { state.withLock { $0.waitingBytes } }
}

extension OutputQueue.State {
  fileprivate var isFlushed: Bool {
    isClosed || (!isWriting && ready.isEmpty && held.isEmpty)
  }

  /// Accepts nothing more, and drops what is queued.
  fileprivate mutating func close() {
    isClosed = true
    ready = []
    held = []
  }

  /// The waiters that need not wait any longer.
  fileprivate mutating func freed(limitBytes: Int) -> [CheckedContinuation<Void, Never>] {
    var freed: [CheckedContinuation<Void, Never>] = []
    if isClosed || waitingBytes <= limitBytes {
      freed += waiters.room
      waiters.room = []
    }
    if isClosed || ready.count <= limitBytes {
      freed += waiters.roomInLine
      waiters.roomInLine = []
    }
    if isFlushed {
      freed += waiters.flushed
      waiters.flushed = []
    }
    return freed
  }
}
