import MasteringModel

/// A piece of a RIFF or IFF file: four characters, a length, a body, and a byte of padding if the
/// length is odd.
struct Chunk: Sendable, Hashable {
  /// The four characters.
  let id: [UInt8]
  /// Where its body starts in the file.
  let bodyStart: Int64
  /// The length of its body according to its header.
  let byteCount: UInt32
  /// False if its length is odd and the byte of padding is missing.
  var isPadded = true

  /// Where its length field is in the file.
  var lengthOffset: Int64 { bodyStart - 4 }
  /// Where the next chunk starts.
  var end: Int64 { bodyStart + Int64(byteCount) + (isPadded ? Int64(byteCount % 2) : 0) }

  /// Whether it has this name.
  func isNamed(_ name: StaticString) -> Bool {
    id.hasText(name, at: 0)
  }
}

extension BlockReader {
  /// The chunks from an offset on, as long as whole headers follow each other, up to and including
  /// the first one with the name; all of them if the name is empty.
  ///
  /// - Parameter known: names by which a chunk is recognised that starts where the byte of padding of the
  ///   one before should be.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func chunks(
    from start: Int64, _ order: ByteOrder, through last: StaticString,
    unpaddedBefore known: Set<[UInt8]> = []
  ) throws(AudioFailure) -> [Chunk] {
    var chunks: [Chunk] = []
    var offset = start
    // No header has this many; the limit is for malicious files.
    while chunks.count < 1000 {
      let header = try bytes(8, at: offset)
      guard let byteCount = header.number(UInt32.self, at: 4, order) else { break }
      var chunk = Chunk(id: Array(header[..<4]), bodyStart: offset + 8, byteCount: byteCount)
      if byteCount % 2 == 1, !known.isEmpty {
        let next = try bytes(5, at: chunk.end - 1)
        chunk.isPadded =
          !known.contains(Array(next.prefix(4))) || known.contains(Array(next.dropFirst()))
      }
      chunks.append(chunk)
      if last.utf8CodeUnitCount == 4, chunk.isNamed(last) { break }
      offset = chunk.end
    }
    return chunks
  }
}
