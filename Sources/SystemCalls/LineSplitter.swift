/// Cuts a stream of bytes into lines.
///
/// A line is handed on without its end. Of a line that is too long only the start is: what is read
/// of it is dropped as it comes, and the next line is read as if nothing had been.
public struct LineSplitter: Sendable {
  /// A line, or what became of one.
  public enum Line: Sendable, Hashable {
    /// A line, its end left out.
    case whole(ArraySlice<UInt8>)
    /// A line that is longer than the limit, and how it begins: at most
    /// ``LineSplitter/keptOfTooLong`` bytes.
    case tooLong(start: [UInt8])
  }

  /// How long a line may be, in bytes, its end left out.
  public let limitBytes: Int
  /// The start of a line whose end has not come yet.
  private var start: [UInt8] = []
  private var isSkipping = false

  /// How much is reported of a line that is too long, in bytes.
  public static let keptOfTooLong = 200

  /// The most room that is kept from one long line to the next.
  private static let keptBytes = 1 << 16

  /// A splitter at the start of a stream.
  public init(limitBytes: Int) {
    self.limitBytes = limitBytes
  }

  /// Takes in the next bytes of the stream, and hands on each line that they end.
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

  /// Hands on what stands behind the last line's end, at the end of the stream: a line that needs no
  /// end, unless it is empty.
  public mutating func finish(_ body: (Line) -> Void) {
    if isSkipping || !start.isEmpty { finishLine([], body) }
  }

  /// The lines that the next bytes of the stream end.
  public mutating func lines(endedBy bytes: [UInt8]) -> [Line] {
    var lines: [Line] = []
    take(bytes[...]) { lines.append($0) }
    return lines
  }

  /// The line behind the last line's end, at the end of the stream; nil where nothing is left.
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
  /// The place of the first line feed. By `memchr`, because the standard library's search takes a
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
