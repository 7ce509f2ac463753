import MasteringModel

/// The frames of a stream of MPEG audio, looked over one by one: each must be where the one before
/// ends, and of the same kind.
///
/// Tags between frames are passed over. Damage within a frame is not seen, as MPEG frames commonly
/// have no checksum, and neither is a stream cut off between two frames, unless a ``XingHeader``
/// says how many there are.
struct MPEGFrames: StreamVerifier {
  private(set) var soundEnd: Int64
  private(set) var verdict: StreamVerdict?
  private let kind: MPEGFrameHeader.Kind
  private let end: Int64
  /// How many frames there are up to `soundEnd`, without the one that a Xing header is in.
  private var count: Int
  /// How many there should be; nil where nothing says.
  private let expectedCount: Int?
  /// Whether the frames have one channel; nil before the first with sound.
  private var isMono: Bool?
  private var reader: BlockReader

  /// What may remain behind the last frame without being taken for lost audio: not quite two of the
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
        // What follows shows whether all of it is there. Where it does not, damage may begin
        // anywhere in the frame, whose first bytes alone are known to be sound.
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

  /// What a stream is made of.
  private enum Piece: Hashable {
    /// A frame, which need not all be there.
    case frame(MPEGFrameHeader)
    /// The first of several frames of another kind.
    case other(MPEGFrameHeader)
    /// A tag of this many bytes.
    case tag(Int64)
    /// The end, with or without a remainder that is no audio.
    case end
    /// Something else, and more behind it.
    case lost
  }

  private mutating func piece(at offset: Int64) throws(AudioFailure) -> Piece {
    if offset == end { return .end }
    if let header = try reader.mpegFrameHeader(at: offset) {
      if header.kind == kind, isMono ?? header.isMono == header.isMono { return .frame(header) }
      if try reader.mpegFrames(from: offset, in: offset..<end, upTo: 3) == 3 {
        return .other(header)
      }
    }
    if let byteCount = try tagByteCount(at: offset), byteCount <= end - offset {
      return .tag(byteCount)
    }
    let rest = end - offset
    // Behind as many frames as there should be, everything but more frames is something else.
    if let expectedCount, count >= expectedCount, rest > Self.largestRemainder {
      return try resumes(after: offset) ? .lost : .end
    }
    if rest > Self.largestRemainder { return .lost }
    // A header needs four bytes; of one that is cut off, the first is there.
    if rest < 4 { return try reader.bytes(1, at: offset) == [0xFF] ? .lost : .end }
    return try continues(after: offset) ? .lost : .end
  }

  /// The length of the tag at an offset; nil where there is none.
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
    // What lies further away than that is no part of this stream.
    for offset in offset..<min(end, offset + 16_777_216) {
      guard try reader.mpegFrameHeader(at: offset)?.kind == kind else { continue }
      if try reader.mpegFrames(from: offset, in: offset..<end, upTo: 3) == 3 { return true }
    }
    return false
  }

  /// Whether a frame of the same kind starts somewhere after the offset.
  private mutating func continues(after offset: Int64) throws(AudioFailure) -> Bool {
    for offset in offset..<end {
      if try reader.mpegFrameHeader(at: offset)?.kind == kind { return true }
    }
    return false
  }
}

extension BlockReader {
  /// The header of the frame at an offset; nil where none starts.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func mpegFrameHeader(at offset: Int64) throws(AudioFailure) -> MPEGFrameHeader? {
    try bigEndianUInt32(at: offset).flatMap { MPEGFrameHeader($0) }
  }
}

extension BlockReader {
  /// How many frames of one kind follow each other from an offset on, up to this many; one that does
  /// not end within the range does not count.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func mpegFrames(
    from start: Int64, in range: Range<Int64>, upTo most: Int
  ) throws(AudioFailure) -> Int {
    var offset = start
    var count = 0
    var kind: MPEGFrameHeader.Kind?
    while count < most, offset < range.upperBound {
      guard let header = try mpegFrameHeader(at: offset), kind ?? header.kind == header.kind,
        offset + Int64(header.byteCount) <= range.upperBound
      else { break }
      kind = header.kind
      offset += Int64(header.byteCount)
      count += 1
    }
    return count
  }
}
