internal import SystemCalls

/// Cuts a stream of bytes into lines at each line feed, however the bytes arrive.
package struct LineSplitter {
  /// What was cut off.
  package enum Piece: Hashable {
    /// A line, without its line feed.
    case line([UInt8])
    /// A line grew beyond the limit; its start. What follows up to the next line feed is dropped.
    case overlong(start: [UInt8])
  }

  /// How much of an overlong line is kept.
  package static let keptOfOverlong = 200

  private let limit: Int
  private var begun: [UInt8] = []
  private var isSkipping = false

  /// A splitter that holds no more than one line of `limit` bytes.
  package init(limit: Int) {
    self.limit = limit
  }

  /// The lines that the bytes end, in their order.
  package mutating func pieces(after bytes: UnsafeRawBufferPointer) -> [Piece] {
    var pieces: [Piece] = []
    var start = 0
    while let end = bytes.lineFeed(from: start) {
      add(bytes, start..<end, to: &pieces)
      if !isSkipping {
        pieces.append(.line(begun))
        begun = []
      }
      isSkipping = false
      start = end + 1
    }
    add(bytes, start..<bytes.count, to: &pieces)
    return pieces
  }

  /// The last line when the stream ended without a line feed; nil where nothing is left.
  package mutating func remainder() -> [UInt8]? {
    defer { begun = [] }
    return begun.isEmpty ? nil : begun
  }

  private mutating func add(
    _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>, to pieces: inout [Piece]
  ) {
    guard !isSkipping else { return }
    let part = UnsafeRawBufferPointer(rebasing: bytes[range])
    if begun.count + part.count > limit {
      let start = begun.prefix(Self.keptOfOverlong) + part.prefix(Self.keptOfOverlong)
      pieces.append(.overlong(start: Array(start.prefix(Self.keptOfOverlong))))
      begun = []
      isSkipping = true
    } else {
      begun.append(contentsOf: part)
    }
  }
}

extension UnsafeRawBufferPointer {
  /// The place of the first line feed from a place on. By `memchr`, because the standard library's
  /// search takes a hundred times as long in a debug build.
  fileprivate func lineFeed(from start: Int) -> Int? {
    guard start < count, let base = baseAddress,
      let found = memchr(base + start, 0x0a, count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }
}
