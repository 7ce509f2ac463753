import MasteringModel

/// The header of a FLAC frame with a valid checksum (RFC 9639, 9.1).
struct FLACFrameHeader: Sendable, Hashable {
  /// Frames of audio in the frame.
  let frameCount: Int
  /// Its sample rate in Hz; nil if it is that of the stream.
  let sampleRateHz: Int?
  let channels: Int
  /// The bits per sample; nil if they are those of the stream.
  let bits: Int?
  /// Whether frames may have different lengths, so that samples are numbered instead of frames.
  let countsSamples: Bool
  /// The number of the frame, or of its first sample.
  let number: UInt64

  /// What a stream declares for all its frames.
  struct Rule: Sendable, Hashable {
    let sampleRateHz: Int
    let channels: Int
    let bits: Int
    /// Frames of audio in all frames but the last, if they have equal lengths.
    let blockFrames: Int
  }

  /// Whether it belongs to the stream.
  func follows(_ rule: Rule) -> Bool { change(from: rule) == nil }

  /// What differs from the stream; nil if nothing does.
  func change(from rule: Rule) -> FormatChange? {
    let rate = sampleRateHz ?? rule.sampleRateHz
    if rate != rule.sampleRateHz {
      return .sampleRate(fromHz: rule.sampleRateHz, toHz: rate)
    }
    if channels != rule.channels { return .channels(from: rule.channels, to: channels) }
    return bits ?? rule.bits == rule.bits ? nil : .codec
  }

  /// The first sample's number.
  func firstSample(_ rule: Rule) -> UInt64 {
    countsSamples ? number : number &* UInt64(rule.blockFrames)
  }

  /// The header at an index; nil if there is none.
  init?(_ bytes: [UInt8], at start: Int) {
    guard start + 6 <= bytes.count, bytes[start] == 0xFF, bytes[start + 1] & 0xFE == 0xF8 else {
      return nil
    }
    countsSamples = bytes[start + 1] & 1 == 1
    let sizeCode = bytes[start + 2] >> 4
    let rateCode = bytes[start + 2] & 15
    let channelCode = bytes[start + 3] >> 4
    let bitsCode = bytes[start + 3] >> 1 & 7
    guard sizeCode != 0, rateCode != 15, channelCode < 11, bitsCode != 3, bytes[start + 3] & 1 == 0
    else { return nil }
    channels = channelCode < 8 ? Int(channelCode) + 1 : 2
    bits = Self.bits[Int(bitsCode)]

    var index = start + 4
    guard let number = Self.number(bytes, at: &index) else { return nil }
    self.number = number
    func field(_ byteCount: Int) -> Int? {
      guard index + byteCount <= bytes.count else { return nil }
      defer { index += byteCount }
      return bytes[index..<(index + byteCount)].reduce(0) { $0 << 8 | Int($1) }
    }
    switch sizeCode {
    case 1: frameCount = 192
    case 2...5: frameCount = 144 << Int(sizeCode)
    case 6, 7:
      guard let count = field(sizeCode == 6 ? 1 : 2) else { return nil }
      frameCount = count + 1
    default: frameCount = 1 << Int(sizeCode)
    }
    switch rateCode {
    case 0: sampleRateHz = nil
    case 12...14:
      guard let rate = field(rateCode == 12 ? 1 : 2) else { return nil }
      sampleRateHz = rateCode == 12 ? rate * 1000 : rateCode == 13 ? rate : rate * 10
    default: sampleRateHz = Self.ratesHz[Int(rateCode) - 1]
    }
    guard index < bytes.count, FLACChecksum.ofHeader(bytes[start..<index]) == bytes[index] else {
      return nil
    }
  }

  /// The fourth is reserved.
  private static let bits = [nil, 8, 12, nil, 16, 20, 24, 32]

  private static let ratesHz = [
    88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000,
  ]

  /// A number in as many bytes as its first one indicates, like UTF-8 but up to 36 bits; nil if it
  /// is not valid.
  private static func number(_ bytes: [UInt8], at index: inout Int) -> UInt64? {
    let first = bytes[index]
    index += 1
    let byteCount = (~first).leadingZeroBitCount
    if byteCount == 0 { return UInt64(first) }
    guard (2...7).contains(byteCount), index + byteCount - 1 <= bytes.count else { return nil }
    var number = UInt64(first) & (1 << UInt64(7 - byteCount) - 1)
    for _ in 1..<byteCount {
      guard bytes[index] & 0xC0 == 0x80 else { return nil }
      number = number << 6 | UInt64(bytes[index] & 0x3F)
      index += 1
    }
    return number
  }
}

/// The checksums of a FLAC frame (RFC 9639, 9.1.8 and 9.3).
enum FLACChecksum {
  /// Of the header: the polynomial 0x07, highest bit first, starting at 0.
  static func ofHeader(_ bytes: ArraySlice<UInt8>) -> UInt8 {
    bytes.reduce(0) { headerTable[Int($0 ^ $1)] }
  }

  /// Whether the two bytes at the end are the checksum of those before: the polynomial 0x8005, which
  /// leaves 0 over both.
  static func isRight(_ frame: ArraySlice<UInt8>) -> Bool {
    frame.reduce(UInt16(0)) { $0 << 8 ^ frameTable[Int($0 >> 8) ^ Int($1)] } == 0
  }

  private static let headerTable: [UInt8] = (0..<256).map { byte in
    (0..<8).reduce(UInt8(byte)) { remainder, _ in
      remainder << 1 ^ (remainder >> 7 == 1 ? 0x07 : 0)
    }
  }
  private static let frameTable: [UInt16] = (0..<256).map { byte in
    (0..<8).reduce(UInt16(byte) << 8) { remainder, _ in
      remainder << 1 ^ (remainder >> 15 == 1 ? 0x8005 : 0)
    }
  }
}
