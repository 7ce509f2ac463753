import MasteringModel

/// The sheet in a FLAC file: in a comment `CUESHEET`, or in a block of that name (RFC 9639, 8.7), which
/// has no texts.
enum FLACSheet {
  private struct Block {
    let kind: Int
    let range: Range<Int64>
  }

  /// The tracks in the file's embedded sheet; empty if it has none, or none that can be read.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func tracks(_ reader: inout BlockReader) throws(AudioFailure) -> [FileTrack] {
    let start = try ID3v2.end(of: &reader)
    guard try reader.bytes(4, at: start).hasText("fLaC", at: 0) else { return [] }
    let blocks = try blocks(&reader, from: start + 4)
    // The comment first, because it has the texts.
    for block in blocks where block.kind == 4 {
      guard let bytes = try comment(in: block, &reader), let sheet = try? CueSheet(bytes) else {
        continue
      }
      let files = sheet.files.filter { !$0.tracks.isEmpty }
      if files.count == 1, files[0].tracks.count > 1 { return files[0].tracks }
    }
    guard let rateField: UInt32 = try reader.bytes(4, at: start + 18).number(at: 0, .big),
      rateField >> 12 > 0
    else { return [] }
    for block in blocks where block.kind == 5 {
      let tracks = try tracks(in: block, partsPerSecond: Int(rateField >> 12), &reader)
      if tracks.count > 1 { return tracks }
    }
    return []
  }

  private static func blocks(
    _ reader: inout BlockReader, from start: Int64
  ) throws(AudioFailure) -> [Block] {
    var blocks: [Block] = []
    var offset = start
    // No file has this many; the limit is for malicious files.
    for _ in 0..<1000 {
      guard let header = try reader.bigEndianUInt32(at: offset) else { break }
      let body = (offset + 4)..<(offset + 4 + Int64(header & 0xFF_FFFF))
      let kind = Int(header >> 24 & 0x7F)
      if kind == 4 || kind == 5 { blocks.append(Block(kind: kind, range: body)) }
      offset = body.upperBound
      if header >> 31 == 1 { break }
    }
    return blocks
  }

  /// The value of the comment; nil if the block has none.
  private static func comment(
    in block: Block, _ reader: inout BlockReader
  ) throws(AudioFailure) -> [UInt8]? {
    func length(at offset: Int64) throws(AudioFailure) -> Int64? {
      guard offset + 4 <= block.range.upperBound,
        let length: UInt32 = try reader.bytes(4, at: offset).number(at: 0, .little)
      else { return nil }
      return Int64(length)
    }
    var offset = block.range.lowerBound
    guard let vendor = try length(at: offset) else { return nil }
    offset += 4 + vendor
    guard let count = try length(at: offset) else { return nil }
    offset += 4
    // Many times more than a file with every possible comment has.
    for _ in 0..<min(count, 10_000) {
      guard let byteCount = try length(at: offset) else { return nil }
      let (start, end) = (offset + 4, offset + 4 + byteCount)
      guard end <= block.range.upperBound else { return nil }
      offset = end
      let name = Array("CUESHEET=".utf8)
      guard byteCount > name.count, byteCount <= name.count + CueSheet.limitBytes else { continue }
      let head = try reader.bytes(name.count, at: start)
      guard head.elementsEqual(name, by: { ($0 >= 0x61 && $0 <= 0x7A ? $0 - 0x20 : $0) == $1 })
      else { continue }
      return try reader.bytes(Int(byteCount) - name.count, at: start + Int64(name.count))
    }
    return nil
  }

  /// The tracks of a block; empty if it is damaged.
  private static func tracks(
    in block: Block, partsPerSecond: Int, _ reader: inout BlockReader
  ) throws(AudioFailure) -> [FileTrack] {
    // No block needs more: 255 tracks of 255 positions each take a tenth of the largest block.
    let bytes = try reader.bytes(
      Int(min(block.range.upperBound - block.range.lowerBound, 1 << 20)),
      at: block.range.lowerBound)
    guard bytes.count > 395 else { return [] }
    var places: [(number: Int, start: Int, isSound: Bool)] = []
    var offset = 396
    for _ in 0..<Int(bytes[395]) {
      guard let first: UInt64 = bytes.number(at: offset, .big), offset + 36 <= bytes.count else {
        return []
      }
      let (number, isSound) = (Int(bytes[offset + 8]), bytes[offset + 21] & 0x80 == 0)
      let indexCount = Int(bytes[offset + 35])
      offset += 36
      var start = first
      for _ in 0..<indexCount {
        guard let place: UInt64 = bytes.number(at: offset, .big), offset + 12 <= bytes.count else {
          return []
        }
        if bytes[offset + 8] == 1 { start = first.addingReportingOverflow(place).partialValue }
        offset += 12
      }
      // More than the samples of a stream.
      guard start < 1 << 36, places.last.map({ $0.start < Int(start) }) ?? true else {
        return []
      }
      places.append((number, Int(start), isSound))
    }
    // The last entry is the end of the disc, not a track.
    var tracks: [FileTrack] = []
    for (place, next) in zip(places, places.dropFirst()) where place.isSound {
      guard (1...FileTrack.largestNumber).contains(place.number),
        place.number > tracks.last?.number ?? 0
      else { return [] }
      let isLast = places.last.map { $0.start == next.start } ?? true
      tracks.append(
        FileTrack(
          number: place.number, tags: TrackTags(),
          start: FileTime(parts: place.start, partsPerSecond: partsPerSecond),
          end: isLast ? nil : FileTime(parts: next.start, partsPerSecond: partsPerSecond)))
    }
    return tracks
  }
}
