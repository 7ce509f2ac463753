public import Learning
public import MasteringModel
import StrictJSON
import Synchronization
import SystemCalls
import SystemFiles
import WireFormat

/// The file of decisions: one line of JSON each, append-only.
///
/// A line is written at once and is on disk before the decision is confirmed, so that a killed
/// process loses no confirmed decision. A line that it was writing has no newline and is not an
/// event; the next writer removes it. Any number of processes may use the file: writers take turns
/// (`flock`), and readers see what others wrote.
public final class TasteFile: Sendable {
  /// Where it is.
  public let path: String
  private let patience: Duration
  private let state = Mutex(State())
  /// The turn to write: only other processes are competed with for the lock of the file.
  private let turn = Mutex(())

  /// The first line of every taste file.
  static let header = #"{"format":"adaptive-mastering-taste","edition":1}"#
  private static let headerLine = Array((header + "\n").utf8)
  /// A larger file is refused: a hundred thousand events take some 40 MB.
  static let mostBytes = 1 << 30
  /// A longer line is not an event.
  private static let mostLineBytes = 16 << 20
  /// How much is read at a time.
  private static let pieceBytes = 1 << 20
  /// How long a writer waits for another process to finish its lines.
  private static let patience = Duration.seconds(5)
  /// A longer first line is not a header.
  private static let mostHeaderBytes = 4096

  private struct State {
    var file: FileNumber?
    /// How much has been read, up to the end of a line.
    var offset = 0
    var lines = 0
    var events: [TasteEvent] = []
    var fold = TasteFold()
    var taste: Taste?
  }

  /// The file at a path, which need not exist yet.
  public convenience init(path: String) {
    self.init(path: path, patience: Self.patience)
  }

  /// - Parameter patience: how long a writer waits for another process to finish its line.
  package init(path: String, patience: Duration) {
    self.path = path
    self.patience = patience
  }

  /// The taste that follows from all decisions so far.
  ///
  /// - Throws: ``TasteFileFailure`` if the file cannot be read.
  public func taste() throws(TasteFileFailure) -> Taste {
    try with { state throws(TasteFileFailure) in
      try refresh(&state)
      if let taste = state.taste { return taste }
      let taste = state.fold.taste
      state.taste = taste
      return taste
    }
  }

  /// Every event, including undone ones, in the order of the file.
  public func events() throws(TasteFileFailure) -> [TasteEvent] {
    try with { state throws(TasteFileFailure) in
      try refresh(&state)
      return state.events
    }
  }

  /// Appends events, and returns once they are on disk. Events that are already there are left out.
  ///
  /// - Returns: how many were appended.
  @discardableResult
  public func append(_ events: [TasteEvent]) throws(TasteFileFailure) -> Int {
    try writing { descriptor, state throws(TasteFileFailure) in
      let new = events.filter { !state.fold.contains($0.id) }
      try write(new, to: descriptor, &state)
      return new.count
    }
  }

  /// Undoes an event, or the last one that counts.
  ///
  /// - Returns: the id of the undone event; nil if there is nothing to undo.
  /// - Throws: ``TasteFileFailure/unknownEvent(id:)``.
  public func undo(
    _ id: String?, as undoing: (String) -> TasteEvent
  ) throws(TasteFileFailure) -> String? {
    // Without a file there is nothing to undo, and none is created for that.
    let exists = try with { state throws(TasteFileFailure) in
      try refresh(&state)
      return state.file != nil
    }
    guard exists else {
      if let id { throw .unknownEvent(id: id) }
      return nil
    }
    return try writing { descriptor, state throws(TasteFileFailure) in
      if let id, !state.fold.contains(id) { throw .unknownEvent(id: id) }
      guard let target = id ?? state.fold.lastPlace.map({ state.events[$0].id }) else {
        return nil
      }
      try write([undoing(target)], to: descriptor, &state)
      return target
    }
  }

  // MARK: Reading

  private func with<Value: Sendable>(
    _ body: (inout State) throws(TasteFileFailure) -> Value
  ) throws(TasteFileFailure) -> Value {
    let outcome: Result<Value, TasteFileFailure> = state.withLock { state in
      do throws(TasteFileFailure) { return .success(try body(&state)) } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Reads what is new.
  private func refresh(_ state: inout State) throws(TasteFileFailure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      guard errno == ENOENT else { throw .unreadable(SystemReason(errno: errno)) }
      state = State()
      return
    }
    defer { close(descriptor) }
    try refresh(&state, of: descriptor)
  }

  private func refresh(_ state: inout State, of descriptor: Int32) throws(TasteFileFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(SystemReason(errno: errno)) }
    guard status.isFile else { throw .notAFile }
    let size = Int(status.st_size)
    // A file that was replaced or cut is read again from its start.
    if state.file != FileNumber(status) || size < state.offset { state = State() }
    state.file = FileNumber(status)
    guard size > state.offset else { return }
    // Another program's file can be large.
    if state.offset == 0 { try Self.requireBeginning(of: descriptor) }
    guard size <= Self.mostBytes else { throw .tooLarge(limitBytes: Self.mostBytes) }
    // Should it fail, everything is read again next time. Only one owner: nothing is copied.
    var fresh = State()
    swap(&fresh, &state)
    try Self.read(upTo: size, of: descriptor, into: &fresh)
    swap(&fresh, &state)
  }

  /// Reads the lines that end before `size`, piece by piece: empty lines do not count, so the size of a file
  /// must not decide how much memory it takes.
  private static func read(
    upTo size: Int, of descriptor: Int32, into state: inout State
  ) throws(TasteFileFailure) {
    var piece = [UInt8](repeating: 0, count: min(pieceBytes, size - state.offset))
    var line: [UInt8] = []
    var place = state.offset
    while place < size {
      let reading = piece.withUnsafeMutableBytes {
        Descriptor(number: descriptor).read(
          into: UnsafeMutableRawBufferPointer(rebasing: $0[..<min($0.count, size - place)]),
          at: Int64(place))
      }
      let filled: Int
      switch reading {
      case .success(let count): filled = count
      case .failure(let error): throw .unreadable(SystemReason(error))
      }
      if filled == 0 { break }
      var start = 0
      while let end = piece[start..<filled].firstIndex(of: UInt8(ascii: "\n")) {
        line += piece[start..<end]
        try take(line[...], into: &state)
        state.offset += line.count + 1
        line.removeAll(keepingCapacity: true)
        start = end + 1
      }
      line += piece[start..<filled]
      guard line.count <= mostLineBytes else { throw .damagedLine(state.lines + 1) }
      place += filled
    }
    // What is left is a line without an end, which was never confirmed.
    state.taste = nil
  }

  private static func take(
    _ line: ArraySlice<UInt8>, into state: inout State
  ) throws(TasteFileFailure) {
    state.lines += 1
    if state.lines == 1 { return try requireHeader(line) }
    if line.isEmpty { return }
    let event = try event(line, number: state.lines)
    guard !state.fold.contains(event.id) else { return }
    state.fold.append(event)
    state.events.append(event)
  }

  /// Checks that a file begins with the header, or with a part of it if that is all there is: a process
  /// that is killed while it begins a file leaves part of the header.
  private static func requireBeginning(of descriptor: Int32) throws(TasteFileFailure) {
    var bytes = [UInt8](repeating: 0, count: mostHeaderBytes)
    let reading = bytes.withUnsafeMutableBytes {
      Descriptor(number: descriptor).read(into: $0, at: 0)
    }
    switch reading {
    case .failure(let error): throw .unreadable(SystemReason(error))
    case .success(let count):
      let beginning = bytes[..<count]
      if let end = beginning.firstIndex(of: UInt8(ascii: "\n")) {
        try requireHeader(beginning[..<end])
      } else if !headerLine.starts(with: beginning) {
        throw .notATasteFile
      }
    }
  }

  private static func requireHeader(_ line: ArraySlice<UInt8>) throws(TasteFileFailure) {
    guard let header = try? JSON.parse(Array(line)),
      header["format"]?.asString == "adaptive-mastering-taste"
    else { throw .notATasteFile }
    guard header["edition"]?.asInteger == 1 else {
      throw .otherEdition(header["edition"]?.asInteger)
    }
  }

  static func event(
    _ line: ArraySlice<UInt8>, number: Int
  ) throws(TasteFileFailure) -> TasteEvent {
    guard let json = try? JSON.parse(Array(line)), let members = json.members else {
      throw .damagedLine(number)
    }
    do throws(FailureReport) {
      return try TasteEvent(try ParameterFields(members, known: TasteEvent.parameters))
    } catch {
      throw .damagedLine(number)
    }
  }

  /// The events of a text that was exported.
  public static func events(in text: [UInt8]) throws(TasteFileFailure) -> [TasteEvent] {
    guard !text.isEmpty else { throw .notATasteFile }
    var events: [TasteEvent] = []
    var (start, lines) = (0, 0)
    while start <= text.count {
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      let line = text[start..<end]
      lines += 1
      if lines == 1 {
        try requireHeader(line)
      } else if !line.isEmpty {
        events.append(try event(line, number: lines))
      }
      start = end + 1
    }
    return events
  }

  /// Events as a text that can be imported.
  public static func text(of events: [TasteEvent]) -> String {
    ([header] + events.map { $0.payload.text() }).map { $0 + "\n" }.joined()
  }

  // MARK: Writing

  /// Opens the file for one writer, reads what is new, and creates the file if missing. Only then,
  /// when it is known to be a taste file, a line without a newline is removed.
  private func writing<Value: Sendable>(
    _ body: (Int32, inout State) throws(TasteFileFailure) -> Value
  ) throws(TasteFileFailure) -> Value {
    let outcome: Result<Value, TasteFileFailure> = turn.withLock { _ in
      do throws(TasteFileFailure) { return .success(try writingInTurn(body)) } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  private func writingInTurn<Value: Sendable>(
    _ body: (Int32, inout State) throws(TasteFileFailure) -> Value
  ) throws(TasteFileFailure) -> Value {
    // If this fails, opening the file fails with the reason.
    try? makeFolder(folder(of: path))
    // Readable only by its owner: choices are private.
    let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else {
      // Neither a folder nor a pipe without a reader can be opened for writing.
      guard errno != EISDIR, errno != ENXIO else { throw .notAFile }
      throw .unwritable(SystemReason(errno: errno))
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unwritable(SystemReason(errno: errno)) }
    guard status.isFile else { throw .notAFile }
    // Readers are not held up meanwhile.
    let deadline = ContinuousClock.now + patience
    while uninterrupted({ flock(descriptor, LOCK_EX | LOCK_NB) }) != 0 {
      guard errno == EWOULDBLOCK else {
        throw .unwritable(SystemReason(errno: errno))
      }
      guard ContinuousClock.now < deadline else { throw .inUse }
      usleep(1000)
    }
    return try with { state throws(TasteFileFailure) in
      try begin(descriptor, &state)
      return try body(descriptor, &state)
    }
  }

  /// Reads what is new of a file that is locked, and removes a line without a newline.
  private func begin(_ descriptor: Int32, _ state: inout State) throws(TasteFileFailure) {
    try refresh(&state, of: descriptor)
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unwritable(SystemReason(errno: errno)) }
    if status.st_size > state.offset, ftruncate(descriptor, off_t(state.offset)) != 0 {
      throw .unwritable(SystemReason(errno: errno))
    }
    if state.offset == 0 {
      try put(Self.headerLine, to: descriptor)
      try refresh(&state, of: descriptor)
    }
  }

  private func write(
    _ events: [TasteEvent], to descriptor: Int32, _ state: inout State
  ) throws(TasteFileFailure) {
    guard !events.isEmpty else { return }
    // A line that cannot be read again would make all others unreadable.
    if let event = events.first(where: { !TasteEvent.isID($0.id) }) { throw .invalidID(event.id) }
    let bytes = Array(events.map { $0.payload.text() + "\n" }.joined().utf8)
    try put(bytes, to: descriptor)
    for event in events {
      state.fold.append(event)
      state.events.append(event)
    }
    state.lines += events.count
    state.offset += bytes.count
    state.taste = nil
    var status = stat()
    if fstat(descriptor, &status) == 0 { state.file = FileNumber(status) }
  }

  /// Writes bytes, which are on disk when this returns; if that fails, none of them remain.
  private func put(_ bytes: [UInt8], to descriptor: Int32) throws(TasteFileFailure) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unwritable(SystemReason(errno: errno)) }
    var failure = Descriptor(number: descriptor).write(bytes)
    if failure == nil, fsync(descriptor) != 0 { failure = errno }
    guard let failure else { return }
    _ = ftruncate(descriptor, status.st_size)
    throw .unwritable(SystemReason(errno: failure))
  }
}

/// Why decisions cannot be read or stored. The file is left unchanged.
public enum TasteFileFailure: Error, Hashable {
  /// The system refused to let it be read.
  case unreadable(SystemReason)
  /// The system refused to let it be written.
  case unwritable(SystemReason)
  /// Another process is writing it, and did not finish for seconds.
  case inUse
  /// It is a folder, a pipe or a device.
  case notAFile
  /// An event cannot be stored under this id.
  case invalidID(String)
  /// It does not begin with the header of a taste file.
  case notATasteFile
  /// It has another edition; nil if it states none.
  case otherEdition(Int?)
  /// A line, counted from 1, is not an event.
  case damagedLine(Int)
  /// It is larger than the limit.
  case tooLarge(limitBytes: Int)
  /// No event has this id.
  case unknownEvent(id: String)
}
