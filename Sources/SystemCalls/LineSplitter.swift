/// Cuts a stream of bytes into lines.
///
/// A line is handed on without its end. Of a line that is too long only that is told: what is read
/// of it is dropped as it comes, and the next line is read as if nothing had been.
public struct LineSplitter: Sendable {
  /// A line, or what became of one.
  public enum Line: Sendable, Hashable {
    /// A line, its end left out.
    case whole(ArraySlice<UInt8>)
    /// A line that is longer than the limit.
    case tooLong
  }

  /// How long a line may be, in bytes, its end left out.
  public let limitBytes: Int
  /// The start of a line whose end has not come yet.
  private var start: [UInt8] = []
  private var isSkipping = false

  /// The most room that is kept from one long line to the next.
  private static let keptBytes = 1 << 16

  /// A splitter at the start of a stream.
  public init(limitBytes: Int) {
    self.limitBytes = limitBytes
  }

  /// Takes in the next bytes of the stream, and hands on each line that they end.
  public mutating func take(_ bytes: ArraySlice<UInt8>, _ body: (Line) -> Void) {
    var rest = bytes
    while let end = rest.firstIndex(of: 0x0A) {
      finishLine(rest[rest.startIndex..<end], body)
      rest = rest[(end + 1)...]
    }
    guard !isSkipping, !rest.isEmpty else { return }
    if start.count + rest.count > limitBytes {
      forget()
      isSkipping = true
      body(.tooLong)
    } else {
      start += rest
    }
  }

  /// Hands on what stands behind the last line's end, at the end of the stream.
  public mutating func finish(_ body: (Line) -> Void) {
    finishLine([], body)
  }

  private mutating func finishLine(_ rest: ArraySlice<UInt8>, _ body: (Line) -> Void) {
    if isSkipping {
      isSkipping = false
    } else if start.count + rest.count > limitBytes {
      forget()
      body(.tooLong)
    } else if start.isEmpty {
      body(.whole(rest))
    } else {
      start += rest
      body(.whole(start[...]))
      forget()
    }
  }

  private mutating func forget() {
    start.removeAll(keepingCapacity: start.capacity <= Self.keptBytes)
  }
}
