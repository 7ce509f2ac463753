import MasteringModel

/// The bytes of a file, read block by block and returned in pieces of any size.
struct BlockReader: Sendable {
  /// The file.
  let file: RegularFile
  private var block: [UInt8] = []
  private var blockStart: Int64 = 0

  /// Large enough for few system calls, small enough for the processor's cache.
  private static let blockByteCount = 32_768

  init(_ file: RegularFile) {
    self.file = file
  }

  /// Copies the bytes available from an offset, and returns their number: fewer than fit only at
  /// the end of the file, none outside it.
  ///
  /// The failure is ``AudioFailure/unreadable(path:reason:)``.
  mutating func read(
    into target: UnsafeMutableRawBufferPointer, at offset: Int64
  ) -> Result<Int, AudioFailure> {
    guard (0..<file.sizeBytes).contains(offset) else { return .success(0) }
    // A read of at least a block need not be copied twice.
    if target.count >= Self.blockByteCount { return file.read(into: target, at: offset) }
    var count = 0
    while count < target.count {
      let position = offset + Int64(count)
      do throws(AudioFailure) { try load(position) } catch { return .failure(error) }
      let rest = block.dropFirst(Int(position - blockStart)).prefix(target.count - count)
      if rest.isEmpty { break }
      rest.withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(rebasing: target[count...]).copyMemory(from: source)
      }
      count += rest.count
    }
    return .success(count)
  }

  /// This many bytes from an offset, fewer at the end of the file.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func bytes(_ count: Int, at offset: Int64) throws(AudioFailure) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let read = try fill(&bytes, count: count, at: offset)
    bytes.removeLast(count - read)
    return bytes
  }

  /// Replaces this many bytes at the start of an array by those from an offset, and returns their
  /// number.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func fill(
    _ bytes: inout [UInt8], count: Int, at offset: Int64
  ) throws(AudioFailure) -> Int {
    try bytes.withUnsafeMutableBytes { buffer in
      read(into: UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(count)), at: offset)
    }.get()
  }

  /// Four bytes as a big-endian number; nil if the file ends before them.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func bigEndianUInt32(at offset: Int64) throws(AudioFailure) -> UInt32? {
    guard offset >= 0, offset < file.sizeBytes else { return nil }
    try load(offset)
    let index = Int(offset - blockStart)
    guard index + 4 <= block.count else {
      // Perhaps only the block ends there.
      return try bytes(4, at: offset).number(at: 0, .big)
    }
    return UInt32(block[index]) << 24 | UInt32(block[index + 1]) << 16
      | UInt32(block[index + 2]) << 8 | UInt32(block[index + 3])
  }

  /// Makes the block that holds an offset the current one.
  private mutating func load(_ offset: Int64) throws(AudioFailure) {
    guard offset < blockStart || offset >= blockStart + Int64(block.count) else { return }
    blockStart = offset - offset % Int64(Self.blockByteCount)
    var bytes = block
    block = []
    if bytes.count != Self.blockByteCount {
      bytes = [UInt8](repeating: 0, count: Self.blockByteCount)
    }
    let start = blockStart
    let count = try bytes.withUnsafeMutableBytes { file.read(into: $0, at: start) }.get()
    // Bytes appended since the file was opened are ignored.
    let known = Int(clamping: max(0, file.sizeBytes - start))
    bytes.removeLast(bytes.count - min(count, known))
    block = bytes
  }
}
