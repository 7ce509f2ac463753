import MasteringModel

/// Checks the headers of a FLAC stream's frames for one with another rate, number of channels or
/// bits, which libsndfile would treat as more of the same, and for the first one of another stream,
/// which it would skip.
///
/// A frame does not give its length, so every possible header is tried; only one with a valid
/// checksum and the next number counts. Damage is left to libFLAC, which verifies a checksum for
/// every frame.
struct FLACFrames: StreamVerifier {
  private(set) var soundEnd: Int64
  private(set) var verdict: StreamVerdict?
  private let rule: FLACFrameHeader.Rule
  private let end: Int64
  private let file: RegularFile
  /// The number of the next frame, or of its first sample.
  private var expected: UInt64 = 0

  private static let blockByteCount: Int64 = 65_536
  /// The longest header is 16 bytes.
  private static let overlap: Int64 = 16

  init(file: RegularFile, range: Range<Int64>, _ rule: FLACFrameHeader.Rule) {
    self.file = file
    self.rule = rule
    soundEnd = range.lowerBound
    end = range.upperBound
  }

  mutating func verify(through offset: Int64) throws(AudioFailure) {
    let goal = min(offset, end)
    guard verdict == nil, soundEnd < goal else { return }
    var block: [UInt8] = []
    while verdict == nil, soundEnd < goal {
      let start = soundEnd
      let count = Int(min(Self.blockByteCount, end - start))
      let wanted = Int(min(Int64(count) + Self.overlap, end - start))
      if block.count != wanted { block = [UInt8](repeating: 0, count: wanted) }
      let read = try block.withUnsafeMutableBytes { file.read(into: $0, at: start) }.get()
      if read < wanted { block.removeLast(wanted - read) }
      soundEnd = start + Int64(min(count, read))
      try look(over: block, first: count, at: start)
      if read < wanted { return }
    }
  }

  private mutating func look(
    over block: [UInt8], first count: Int, at start: Int64
  ) throws(AudioFailure) {
    for index in Self.candidates(in: block, first: count) {
      guard let header = FLACFrameHeader(block, at: index) else { continue }
      let place = start + Int64(index)
      guard header.number == expected else {
        guard header.number == 0, expected > 0, try isWhole(header, at: place) else { continue }
        verdict = .changes(header.change(from: rule) ?? .stream)
        soundEnd = place
        return
      }
      if let change = header.change(from: rule) {
        verdict = .changes(change)
        soundEnd = place
        return
      }
      expected += header.countsSamples ? UInt64(header.frameCount) : 1
    }
  }

  /// Whether the frame with number 0 at a position is real. Numbers increase within a stream, so
  /// another stream begins there; and nothing looks like a whole frame by chance.
  private func isWhole(
    _ first: FLACFrameHeader, at place: Int64
  ) throws(AudioFailure) -> Bool {
    let wanted = Int(min(Self.longestFrameByteCount, end - place))
    var bytes = [UInt8](repeating: 0, count: wanted)
    let read = try bytes.withUnsafeMutableBytes { file.read(into: $0, at: place) }.get()
    bytes.removeLast(wanted - read)
    let next = first.countsSamples ? UInt64(first.frameCount) : 1
    for index in Self.candidates(in: bytes, first: bytes.count) where index > 0 {
      if FLACFrameHeader(bytes, at: index)?.number == next {
        return FLACChecksum.isRight(bytes[..<index])
      }
    }
    return place + Int64(read) == end && FLACChecksum.isRight(bytes[...])
  }

  /// Larger than any frame of common encoders: 4,608 frames of eight channels of 24 bits have 108
  /// KiB.
  private static let longestFrameByteCount: Int64 = 1 << 18

  /// The positions of two bytes that can start a frame.
  private static func candidates(in block: [UInt8], first count: Int) -> [Int] {
    block.withUnsafeBufferPointer { bytes in
      var found: [Int] = []
      var index = 0
      let last = min(count, bytes.count - 1)
      while index < last {
        if bytes[index] == 0xFF, bytes[index + 1] & 0xFE == 0xF8 { found.append(index) }
        index += 1
      }
      return found
    }
  }
}
