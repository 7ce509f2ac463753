import MasteringModel

/// What is known of Matroska and WebM files without FFmpeg.
enum Matroska {
  /// The end of the last frame that the file declares, in seconds; nil if it declares none, as a
  /// recording that was streamed.
  ///
  /// Source: RFC 8794 (EBML), RFC 9559 (Matroska), 5.1.2.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func durationSeconds(of file: RegularFile) throws(AudioFailure) -> Double? {
    var reader = BlockReader(file)
    guard let segment = try reader.matroskaSegment(),
      let information = try reader.information(of: segment),
      let duration = try reader.child(0x4489, from: information.start, to: information.end),
      let count = try reader.real(duration)
    else { return nil }
    let seconds = count * Double(try reader.nanosecondsPerTick(in: information)) / 1e9
    return seconds.isFinite && seconds > 0 ? seconds : nil
  }
}

/// An element of EBML.
struct EBMLElement {
  let id: UInt64
  /// The offset of its content.
  let start: Int64
  /// The length of its content in bytes; nil if it is not known.
  let length: Int64?

  var end: Int64? {
    guard let length else { return nil }
    let (end, overflows) = start.addingReportingOverflow(length)
    return overflows ? nil : end
  }
}

extension BlockReader {
  /// The element with everything in a Matroska file but its head; nil if the file is another one.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func matroskaSegment() throws(AudioFailure) -> EBMLElement? {
    guard let head = try element(at: 0), head.id == 0x1A45_DFA3, let end = head.end,
      let segment = try element(at: end), segment.id == 0x1853_8067
    else { return nil }
    return segment
  }

  /// The element that describes a segment; nil if there is none.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func information(of segment: EBMLElement) throws(AudioFailure) -> EBMLElement? {
    try child(0x1549_A966, from: segment.start, to: segment.end)
  }

  /// The unit of a segment's times, from the element that describes it.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func nanosecondsPerTick(in information: EBMLElement?) throws(AudioFailure) -> UInt64 {
    // The default of TimestampScale.
    let millisecond: UInt64 = 1_000_000
    guard let information,
      let scale = try child(0x2AD7B1, from: information.start, to: information.end)
    else { return millisecond }
    return try integer(scale) ?? millisecond
  }

  /// The element at an offset; nil if none starts there.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func element(at offset: Int64) throws(AudioFailure) -> EBMLElement? {
    let bytes = try bytes(12, at: offset)
    guard let first = bytes.first, first != 0, first.leadingZeroBitCount < 4 else { return nil }
    let idCount = first.leadingZeroBitCount + 1
    guard bytes.count > idCount, bytes[idCount] != 0 else { return nil }
    let sizeCount = bytes[idCount].leadingZeroBitCount + 1
    guard bytes.count >= idCount + sizeCount else { return nil }
    let id = bytes[..<idCount].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let coded = bytes[idCount..<(idCount + sizeCount)].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let size = coded & ((1 << (7 * UInt64(sizeCount))) - 1)
    // All ones: not known.
    let isKnown = size != (1 << (7 * UInt64(sizeCount))) - 1
    return EBMLElement(
      id: id, start: offset + Int64(idCount + sizeCount), length: isKnown ? Int64(size) : nil)
  }

  /// The first element with an id in a range; elements of unknown length end the search.
  mutating func child(
    _ id: UInt64, from start: Int64, to end: Int64?
  ) throws(AudioFailure) -> EBMLElement? {
    var place = start
    let end = min(end ?? file.sizeBytes, file.sizeBytes)
    // Information stands before the audio; the limit is for malicious files.
    for _ in 0..<1000 where place < end {
      guard let element = try element(at: place) else { return nil }
      if element.id == id { return element }
      guard let next = element.end, next > place else { return nil }
      place = next
    }
    return nil
  }

  /// A whole number of 1 to 8 bytes; nil if it has another length.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func integer(_ element: EBMLElement) throws(AudioFailure) -> UInt64? {
    guard let length = element.length, (1...8).contains(length) else { return nil }
    let bytes = try bytes(Int(length), at: element.start)
    return bytes.count == Int(length) ? bytes.reduce(0) { $0 << 8 | UInt64($1) } : nil
  }

  fileprivate mutating func real(_ element: EBMLElement) throws(AudioFailure) -> Double? {
    guard let bits = try integer(element) else { return nil }
    switch element.length {
    case 4: return Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    case 8: return Double(bitPattern: bits)
    default: return nil
    }
  }
}
