/// Bytes that arrive in pieces, read in the units of a protocol.
struct ByteSource {
  private var buffer: ArraySlice<UInt8> = []
  private var hasEnded = false
  private let more: @Sendable () throws -> [UInt8]?

  /// The bytes ended, or the protocol does not allow what follows.
  struct Malformed: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) { description = what }
  }

  /// Bytes from `more`, until it returns nil.
  init(_ more: @escaping @Sendable () throws -> [UInt8]?) {
    self.more = more
  }

  /// Exactly these bytes.
  init(_ bytes: [UInt8]) {
    self.init { nil }
    buffer = bytes[...]
  }

  /// Whether nothing is left; waits until that is known.
  mutating func isAtEnd() throws -> Bool {
    while buffer.isEmpty { guard try fetch() else { return true } }
    return false
  }

  /// The next `count` bytes.
  mutating func bytes(_ count: Int) throws -> [UInt8] {
    while buffer.count < count {
      guard try fetch() else {
        throw Malformed("ended after \(buffer.count) of \(count) bytes")
      }
    }
    defer { buffer = buffer.dropFirst(count) }
    return Array(buffer.prefix(count))
  }

  /// The bytes up to CR LF, without it.
  mutating func line() throws -> [UInt8] {
    var searched = 0
    while true {
      if let end = buffer.dropFirst(searched).firstIndex(of: 0x0A) {
        let line = buffer[buffer.startIndex..<end]
        guard line.last == 0x0D else { throw Malformed("a line ends with LF alone") }
        buffer = buffer[(end + 1)...]
        return Array(line.dropLast())
      }
      searched = buffer.count
      guard try fetch() else { throw Malformed("ended within a line") }
    }
  }

  /// What is already there or arrives next; empty at the end.
  mutating func piece() throws -> ArraySlice<UInt8> {
    _ = try isAtEnd()
    defer { buffer = [] }
    return buffer
  }

  /// Everything until the end.
  mutating func everything() throws -> [UInt8] {
    while try fetch() {}
    defer { buffer = [] }
    return Array(buffer)
  }

  private mutating func fetch() throws -> Bool {
    guard !hasEnded, let block = try more() else {
      hasEnded = true
      return false
    }
    buffer = buffer.isEmpty ? block[...] : buffer + block
    return true
  }
}
