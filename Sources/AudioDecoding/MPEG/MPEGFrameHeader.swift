/// The first four bytes of a frame of MPEG audio (ISO/IEC 11172-3, 2.4.1.3; ISO/IEC 13818-3; MPEG
/// 2.5 halves the rates once more).
struct MPEGFrameHeader: Sendable, Hashable {
  /// What is the same in all frames of a stream.
  let kind: Kind
  /// Whether it has one channel.
  let isMono: Bool
  /// Its length, including the header.
  let byteCount: Int

  /// What is the same in all frames of a stream.
  struct Kind: Sendable, Hashable {
    /// 1, 2, or 3 for MPEG 2.5.
    let version: Int
    /// 1…3.
    let layer: Int
    /// Samples per second.
    let sampleRateHz: Int
    /// The length of a frame without its padding, in the free format, whose headers do not declare it; nil
    /// in others.
    let freeByteCount: Int?

    /// Frames of audio in an MPEG frame.
    var frameCount: Int {
      switch layer {
      case 1: 384
      case 3 where version > 1: 576
      default: 1152
      }
    }
  }

  /// The header in four big-endian bytes; nil if they are not a header.
  ///
  /// - Parameter freeByteCount: the length of a frame without its padding in the free format; nil if it is
  ///   not known, in which case such a header is none.
  init?(_ bits: UInt32, freeByteCount: Int? = nil) {
    let versionBits = Int(bits >> 19 & 3)
    let layerBits = Int(bits >> 17 & 3)
    let bitrateIndex = Int(bits >> 12 & 15)
    let rateIndex = Int(bits >> 10 & 3)
    guard bits >> 21 == 0x7FF, versionBits != 1, layerBits != 0, bitrateIndex != 15,
      rateIndex != 3, bitrateIndex > 0 || freeByteCount != nil
    else { return nil }
    let version = versionBits == 3 ? 1 : versionBits == 2 ? 2 : 3
    let layer = 4 - layerBits
    let sampleRate = [44_100, 48_000, 32_000][rateIndex] >> (version - 1)
    kind = Kind(
      version: version, layer: layer, sampleRateHz: sampleRate,
      freeByteCount: bitrateIndex == 0 ? freeByteCount : nil)
    isMono = bits >> 6 & 3 == 3

    let padding = Int(bits >> 9 & 1)
    if let freeByteCount = kind.freeByteCount {
      byteCount = freeByteCount + (layer == 1 ? 4 : 1) * padding
      return
    }
    let bitrate = 1000 * Self.bitratesKbps(version: version, layer: layer)[bitrateIndex - 1]
    byteCount =
      layer == 1
      ? (12 * bitrate / sampleRate + padding) * 4
      : kind.frameCount / 8 * bitrate / sampleRate + padding
  }

  /// Whether four bytes are the same header of the free format as these but for its padding and details of
  /// its stereo.
  static func isFree(_ bits: UInt32, like first: UInt32) -> Bool {
    bits >> 10 == first >> 10 && (bits >> 6 & 3 == 3) == (first >> 6 & 3 == 3)
  }

  /// Bytes between the header and the main data of a layer III frame.
  var sideInformationByteCount: Int {
    switch (kind.version, isMono) {
    case (1, true): 17
    case (1, false): 32
    case (_, true): 9
    case (_, false): 17
    }
  }

  private static func bitratesKbps(version: Int, layer: Int) -> [Int] {
    switch (version, layer) {
    case (1, 1): layer1
    case (1, 2): layer2
    case (1, _): layer3
    case (_, 1): lowLayer1
    case (_, _): lowLayers
    }
  }

  private static let layer1 = [
    32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448,
  ]
  private static let layer2 = [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384]
  private static let layer3 = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320]
  private static let lowLayer1 = [
    32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256,
  ]
  private static let lowLayers = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}
