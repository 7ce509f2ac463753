/// Bytes that come piece by piece, read in the units of a protocol.
struct ByteSource {
  private var buffer: ArraySlice<UInt8> = []
  private var hasEnded = false
  private let more: @Sendable () throws -> [UInt8]?

  /// The bytes ended, or something else stands there than the protocol allows.
  struct Malformed: Error, CustomStringConvertible {
    let description: String

    init(_ what: String) { description = what }
  }

  /// Bytes that `more` gives until it gives nil.
  init(_ more: @escaping @Sendable () throws -> [UInt8]?) {
    self.more = more
  }

  /// These bytes and no others.
  init(_ bytes: [UInt8]) {
    self.init { nil }
    buffer = bytes[...]
  }

  /// Whether there is nothing left; waits until that is known.
  mutating func isAtEnd() throws -> Bool {
    while buffer.isEmpty { guard try fetch() else { return true } }
    return false
  }

  /// The next so many bytes.
  mutating func bytes(_ count: Int) throws -> [UInt8] {
    while buffer.count < count {
      guard try fetch() else {
        throw Malformed("ended after \(buffer.count) of \(count) bytes")
      }
    }
    defer { buffer = buffer.dropFirst(count) }
    return Array(buffer.prefix(count))
  }

  /// The bytes up to CR LF, which is left out.
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

  /// What is there already, or comes next; nothing at the end.
  mutating func piece() throws -> ArraySlice<UInt8> {
    _ = try isAtEnd()
    defer { buffer = [] }
    return buffer
  }

  /// What comes until the end.
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
