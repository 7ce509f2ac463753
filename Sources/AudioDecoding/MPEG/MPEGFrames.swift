internal import MasteringModel

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
  private var reader: BlockReader

  /// What may remain behind the last frame without being taken for lost audio: not quite two of the
  /// largest frames.
  private static let largestRemainder: Int64 = 4096

  init(
    file: RegularFile, range: Range<Int64>, kind: MPEGFrameHeader.Kind, startsWithXingHeader: Bool
  ) {
    soundEnd = range.lowerBound
    end = range.upperBound
    self.kind = kind
    count = startsWithXingHeader ? -1 : 0
    reader = BlockReader(file)
  }

  mutating func verify(through offset: Int64) throws(AudioFailure) {
    while verdict == nil, soundEnd < offset {
      switch try piece(at: soundEnd) {
      case .frame(let byteCount):
        // What follows tells whether all of it is there. Where it does not, damage may begin
        // anywhere in the frame, whose first bytes alone are known to be sound.
        let next = soundEnd + byteCount
        guard next <= end, try piece(at: next) != .lost else { return verdict = .broken }
        soundEnd = next
        count += 1
      case .tag(let byteCount): soundEnd += byteCount
      case .end: verdict = .complete(frames: count * kind.frameCount)
      case .lost: verdict = .broken
      }
    }
  }

  /// What a stream is made of.
  private enum Piece: Hashable {
    /// A frame of so many bytes, which need not all be there.
    case frame(Int64)
    /// A tag of so many bytes.
    case tag(Int64)
    /// The end, with or without a remainder that is no audio.
    case end
    /// Something else, and more behind it.
    case lost
  }

  private mutating func piece(at offset: Int64) throws(AudioFailure) -> Piece {
    if offset == end { return .end }
    if let header = try reader.mpegFrameHeader(at: offset), header.kind == kind {
      return .frame(Int64(header.byteCount))
    }
    if let byteCount = try tagByteCount(at: offset), byteCount <= end - offset {
      return .tag(byteCount)
    }
    let rest = end - offset
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
