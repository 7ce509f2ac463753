/// Cuts a stream of bytes into lines.
///
/// A line is passed on without its newline. Of a line that is too long, only the start is passed
/// on: the rest is dropped as it arrives, and reading continues with the next line.
public struct LineSplitter: Sendable {
  /// A line, or the start of one that is too long.
  public enum Line: Sendable, Hashable {
    /// A line without its newline.
    case whole(ArraySlice<UInt8>)
    /// A line longer than the limit, with its start: at most ``LineSplitter/keptOfTooLong`` bytes.
    case tooLong(start: [UInt8])
  }

  /// The longest line, in bytes without its newline.
  public let limitBytes: Int
  /// The start of a line whose end has not arrived yet.
  private var start: [UInt8] = []
  private var isSkipping = false

  /// How many bytes are reported of a line that is too long.
  public static let keptOfTooLong = 200

  /// The largest capacity kept from one long line to the next.
  private static let keptBytes = 1 << 16

  /// A splitter at the start of a stream.
  public init(limitBytes: Int) {
    self.limitBytes = limitBytes
  }

  /// Processes the next bytes of the stream, and passes on each line that they complete.
  public mutating func take(_ bytes: ArraySlice<UInt8>, _ body: (Line) -> Void) {
    var rest = bytes
    while let end = rest.firstLineFeed {
      finishLine(rest[rest.startIndex..<end], body)
      rest = rest[(end + 1)...]
    }
    guard !isSkipping, !rest.isEmpty else { return }
    if start.count + rest.count > limitBytes {
      isSkipping = true
      refuse(rest, body)
    } else {
      start += rest
    }
  }

  /// At the end of the stream, passes on what follows the last newline, unless it is empty: the
  /// last line needs no newline.
  public mutating func finish(_ body: (Line) -> Void) {
    if isSkipping || !start.isEmpty { finishLine([], body) }
  }

  /// The lines that the next bytes of the stream complete.
  public mutating func lines(endedBy bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    take(bytes[...]) { lines.append($0) }
    return lines
  }

  /// At the end of the stream, the line after the last newline; nil if nothing is left.
  public mutating func lastLine() -> Line? {
    var last: Line?
    finish { last = $0 }
    return last
  }

  private mutating func finishLine(_ rest: ArraySlice<UInt8>, _ body: (Line) -> Void) {
    if isSkipping {
      isSkipping = false
    } else if start.count + rest.count > limitBytes {
      refuse(rest, body)
    } else if start.isEmpty {
      body(.whole(rest))
    } else {
      start += rest
      body(.whole(start[...]))
      forget()
    }
  }

  private mutating func refuse(_ rest: ArraySlice<UInt8>, _ body: (Line) -> Void) {
    let begin = start.prefix(Self.keptOfTooLong)
    let line = Array(begin + rest.prefix(Self.keptOfTooLong - begin.count))
    forget()
    body(.tooLong(start: line))
  }

  private mutating func forget() {
    start.removeAll(keepingCapacity: start.capacity <= Self.keptBytes)
  }
}

extension ArraySlice<UInt8> {
  /// The index of the first line feed. Uses `memchr`, because the standard library's search takes a
  /// hundred times as long in a debug build.
  fileprivate var firstLineFeed: Int? {
    withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, let found = memchr(base, 0x0A, bytes.count) else {
        return nil
      }
      return startIndex + (UnsafeRawPointer(found) - base)
    }
  }
}
