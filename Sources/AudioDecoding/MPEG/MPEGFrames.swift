import MasteringModel

/// Verifies the frames of an MPEG audio stream one by one: each must start where the one before
/// ends, and be of the same kind.
///
/// Tags between frames are skipped. Damage within a frame is not detected, because MPEG frames
/// usually have no checksum, and neither is a stream cut between two frames, unless a
/// ``XingHeader`` declares their number.
struct MPEGFrames: StreamVerifier {
  private(set) var soundEnd: Int64
  private(set) var verdict: StreamVerdict?
  private let kind: MPEGFrameHeader.Kind
  private let end: Int64
  /// The number of frames up to `soundEnd`, without the one that contains a Xing header.
  private var count: Int
  /// The declared number of frames; nil if unknown.
  private let expectedCount: Int?
  /// Whether the frames have one channel; nil before the first with sound.
  private var isMono: Bool?
  private var reader: BlockReader

  /// The most bytes after the last frame that do not count as lost audio: not quite two of the
  /// largest frames.
  private static let largestRemainder: Int64 = 4096

  init(
    file: RegularFile, range: Range<Int64>, kind: MPEGFrameHeader.Kind, xing: XingHeader?
  ) {
    soundEnd = range.lowerBound
    end = range.upperBound
    self.kind = kind
    count = xing != nil ? -1 : 0
    expectedCount = xing?.frameCount.map { Int($0) }
    reader = BlockReader(file)
  }

  mutating func verify(through offset: Int64) throws(AudioFailure) {
    while verdict == nil, soundEnd < offset {
      switch try piece(at: soundEnd) {
      case .frame(let header):
        // What follows shows whether the frame is complete. If it does not, damage may begin
        // anywhere in the frame, of which only the first bytes are known to be sound.
        let next = soundEnd + Int64(header.byteCount)
        guard next <= end else {
          let announced = max(count + 1, expectedCount ?? 0)
          return verdict = .broken(announcedFrames: announced * kind.frameCount)
        }
        if count >= 0 { isMono = isMono ?? header.isMono }
        count += 1
        guard try piece(at: next) != .lost else {
          count -= 1
          return verdict = .broken(announcedFrames: nil)
        }
        soundEnd = next
      case .other(let header): verdict = .changes(change(to: header))
      case .tag(let byteCount): soundEnd += byteCount
      case .end: verdict = .complete(frames: count * kind.frameCount)
      case .lost: verdict = .broken(announcedFrames: nil)
      }
    }
  }

  /// A piece of a stream.
  private enum Piece: Hashable {
    /// A frame, possibly incomplete.
    case frame(MPEGFrameHeader)
    /// The first of several frames of another kind.
    case other(MPEGFrameHeader)
    /// A tag of this many bytes.
    case tag(Int64)
    /// The end, with or without a remainder that is not audio.
    case end
    /// Something else, with more after it.
    case lost
  }

  private mutating func piece(at offset: Int64) throws(AudioFailure) -> Piece {
    if offset == end { return .end }
    if let header = try reader.mpegFrameHeader(at: offset, free: kind.freeByteCount) {
      if header.kind == kind, isMono ?? header.isMono == header.isMono { return .frame(header) }
      if try frames(from: offset) == 3 {
        return .other(header)
      }
    }
    if let byteCount = try tagByteCount(at: offset), byteCount <= end - offset {
      return .tag(byteCount)
    }
    let rest = end - offset
    // After the declared number of frames, anything but more frames is something else.
    if let expectedCount, count >= expectedCount, rest > Self.largestRemainder {
      return try resumes(after: offset) ? .lost : .end
    }
    if rest > Self.largestRemainder { return .lost }
    // A header needs four bytes; a header that is cut off has at least the first.
    if rest < 4 { return try reader.bytes(1, at: offset) == [0xFF] ? .lost : .end }
    return try continues(after: offset) ? .lost : .end
  }

  /// The length of the tag at an offset; nil if there is none.
  private mutating func tagByteCount(at offset: Int64) throws(AudioFailure) -> Int64? {
    let head = try reader.bytes(16, at: offset)
    if head.hasText("TAG", at: 0) { return 128 }
    if head.hasText("APETAGEX", at: 0), let byteCount: UInt32 = head.number(at: 12, .little) {
      return 32 + Int64(byteCount)
    }
    return try ID3v2.byteCount(at: offset, &reader)
  }

  private func change(to header: MPEGFrameHeader) -> FormatChange {
    if header.kind.sampleRateHz != kind.sampleRateHz {
      return .sampleRate(fromHz: kind.sampleRateHz, toHz: header.kind.sampleRateHz)
    }
    if let isMono, isMono != header.isMono {
      return .channels(from: isMono ? 1 : 2, to: header.isMono ? 1 : 2)
    }
    return .codec
  }

  /// Whether several frames of the same kind follow each other somewhere after the offset.
  private mutating func resumes(after offset: Int64) throws(AudioFailure) -> Bool {
    // Anything farther away is not part of this stream.
    for offset in offset..<min(end, offset + 16_777_216) {
      guard try isFrame(at: offset) else { continue }
      if try frames(from: offset) == 3 { return true }
    }
    return false
  }

  /// Whether a frame of the same kind starts somewhere after the offset.
  private mutating func continues(after offset: Int64) throws(AudioFailure) -> Bool {
    for offset in offset..<end {
      if try isFrame(at: offset) { return true }
    }
    return false
  }

  /// Whether the header of a frame of the same kind is at an offset.
  private mutating func isFrame(at offset: Int64) throws(AudioFailure) -> Bool {
    try reader.mpegFrameHeader(at: offset, free: kind.freeByteCount)?.kind == kind
  }

  /// The number of consecutive frames of one kind from an offset, up to 3.
  private mutating func frames(from offset: Int64) throws(AudioFailure) -> Int {
    try reader.mpegFrames(from: offset, in: offset..<end, upTo: 3, free: kind.freeByteCount)
  }
}

extension BlockReader {
  /// The header of the frame at an offset; nil if none starts there.
  ///
  /// - Parameter free: the length of frames of the free format, as in ``MPEGFrameHeader/init(_:freeByteCount:)``.
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func mpegFrameHeader(
    at offset: Int64, free: Int? = nil
  ) throws(AudioFailure) -> MPEGFrameHeader? {
    try bigEndianUInt32(at: offset).flatMap { MPEGFrameHeader($0, freeByteCount: free) }
  }

  /// The length without padding of the frame of the free format at an offset, by the frames that follow it;
  /// nil if there are not at least four.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func mpegFreeByteCount(
    at offset: Int64, in range: Range<Int64>
  ) throws(AudioFailure) -> Int? {
    guard let bits = try bigEndianUInt32(at: offset), bits >> 12 & 15 == 0,
      let first = MPEGFrameHeader(bits, freeByteCount: 0)
    else { return nil }
    for byteCount in Self.shortestFreeByteCount...Self.longestFreeByteCount {
      guard let next = try bigEndianUInt32(at: offset + Int64(byteCount)) else { return nil }
      guard MPEGFrameHeader.isFree(next, like: bits) else { continue }
      // The length of the first frame was set to that of its padding.
      let free = byteCount - first.byteCount
      if try mpegFrames(from: offset, in: range, upTo: 4, free: free) == 4 { return free }
    }
    return nil
  }

  private static let shortestFreeByteCount = 24
  /// The longest that libmpg123 decodes (MAXFRAMESIZE).
  private static let longestFreeByteCount = 3456
}

extension BlockReader {
  /// The number of consecutive frames of one kind from an offset, up to this many; a frame that
  /// does not end within the range does not count.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func mpegFrames(
    from start: Int64, in range: Range<Int64>, upTo most: Int, free: Int? = nil
  ) throws(AudioFailure) -> Int {
    var offset = start
    var count = 0
    var kind: MPEGFrameHeader.Kind?
    while count < most, offset < range.upperBound {
      guard let header = try mpegFrameHeader(at: offset, free: free),
        kind ?? header.kind == header.kind,
        offset + Int64(header.byteCount) <= range.upperBound
      else { break }
      kind = header.kind
      offset += Int64(header.byteCount)
      count += 1
    }
    return count
  }
}
