import MasteringModel

/// The streams that follow one another in a chained Ogg file (RFC 3533, 4).
enum OggLinks {
  /// More than a radio station's recording of a whole night has.
  private static let mostLinks = 4096

  /// The ranges of the streams after the first, as long as pages follow each other, or another stream
  /// starts soon after something else. If there are too many, the last range is empty.
  ///
  /// The file is scanned page header by page header; for tags, only if it ends with a different
  /// stream from the first.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func following(
    _ heads: [OggStreamHead], _ reader: inout BlockReader, in range: Range<Int64>,
    _ depth: SurveyDepth
  ) throws(AudioFailure) -> [Range<Int64>] {
    if depth == .forTags {
      let known = Set(heads.map(\.serialNumber))
      guard try !endsWithAPage(of: known, &reader, in: range) else { return [] }
    }
    var starts: [Int64] = []
    var offset = heads.last?.end ?? range.lowerBound
    var wasHead = true
    while offset < range.upperBound {
      guard let page = try reader.oggPageExtent(at: offset) else {
        guard let next = try OggStart.next(&reader, after: offset), next > offset,
          next < range.upperBound
        else {
          break
        }
        offset = next
        wasHead = false
        continue
      }
      // Several streams that start together are one link.
      if page.startsStream, !wasHead {
        starts.append(offset)
        if starts.count > mostLinks {
          return zip(starts, starts.dropFirst() + [offset]).map { $0..<$1 }
        }
      }
      wasHead = page.startsStream
      offset += page.byteCount
    }
    let ends = starts.dropFirst() + [range.upperBound]
    return zip(starts, ends).map { $0..<$1 }
  }

  /// Whether the last page that can be found belongs to one of the streams.
  private static func endsWithAPage(
    of serialNumbers: Set<UInt32>, _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> Bool {
    let start = max(range.lowerBound, range.upperBound - Int64(OggPage.largestByteCount))
    let part = try reader.bytes(Int(range.upperBound - start), at: start)
    var buffer: [UInt8] = []
    var failures = 0
    for index in part.indices.reversed() where part[index] == UInt8(ascii: "O") {
      guard part.hasText("OggS", at: index) else { continue }
      if let page = try reader.oggPage(at: start + Int64(index), using: &buffer) {
        return serialNumbers.contains(page.serialNumber)
      }
      failures += 1
      if failures > 100 { break }
    }
    return true
  }
}

/// The header of an Ogg page, without checking its checksum.
struct OggPageExtent: Sendable, Hashable {
  let serialNumber: UInt32
  let startsStream: Bool
  /// The granule position of the last packet that ends on the page; −1 if none does.
  let position: Int64
  /// The page's length, including the header.
  let byteCount: Int64
}

extension BlockReader {
  /// The page at an offset; nil if none starts there.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func oggPageExtent(at offset: Int64) throws(AudioFailure) -> OggPageExtent? {
    let head = try bytes(27, at: offset)
    guard head.count == 27, head.hasText("OggS", at: 0), head[4] == 0,
      let position: UInt64 = head.number(at: 6, .little),
      let serialNumber: UInt32 = head.number(at: 14, .little)
    else { return nil }
    let segments = try bytes(Int(head[26]), at: offset + 27)
    let byteCount = 27 + segments.count + segments.reduce(0) { $0 + Int($1) }
    return OggPageExtent(
      serialNumber: serialNumber, startsStream: head[5] & 2 != 0,
      position: Int64(bitPattern: position), byteCount: Int64(byteCount))
  }
}
