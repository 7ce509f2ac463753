/// The first four bytes of an MPEG layer III frame (ISO/IEC 11172-3, 2.4.1.3; ISO/IEC 13818-3).
package struct MP3FrameHeader: Sendable, Hashable {
  /// Whether it is MPEG-1, not MPEG-2 or 2.5, which have half the samples.
  package let isMPEG1: Bool
  /// Whether it has one channel.
  package let isMono: Bool
  /// The bit rate in kbit/s, 8…320.
  package let bitrateKbps: Int
  /// Samples per second.
  package let sampleRateHz: Int
  /// The size of the whole frame in bytes, header included.
  package let byteCount: Int

  /// The number of samples per channel.
  package var sampleCount: Int { isMPEG1 ? 1152 : 576 }

  /// The number of bytes between the header and the main data, where a Xing header would be.
  var sideInformationByteCount: Int {
    switch (isMPEG1, isMono) {
    case (true, true): 17
    case (true, false): 32
    case (false, true): 9
    case (false, false): 17
    }
  }

  /// The header at an offset; nil if no layer III frame with a stated rate starts there.
  package init?(_ bytes: [UInt8], at offset: Int) {
    guard offset >= 0, offset + 4 <= bytes.count else { return nil }
    let second = bytes[offset + 1]
    let third = bytes[offset + 2]
    let isSynchronized = bytes[offset] == 0xFF && second & 0xE0 == 0xE0
    let isLayerIII = second >> 1 & 3 == 1
    guard isSynchronized, isLayerIII else { return nil }

    let version = second >> 3 & 3
    let rateIndex = Int(third >> 2 & 3)
    let bitrateIndex = Int(third >> 4)
    // Version 1 and the highest rate index are reserved; bit rate 0 is the free format and 15 is
    // forbidden.
    guard version != 1, rateIndex < 3, (1...14).contains(bitrateIndex) else { return nil }

    isMPEG1 = version == 3
    isMono = bytes[offset + 3] >> 6 == 3
    bitrateKbps = (isMPEG1 ? Self.bitratesMPEG1 : Self.bitratesMPEG2)[bitrateIndex - 1]
    // MPEG-2 halves the rates, MPEG-2.5 quarters them.
    sampleRateHz = [44_100, 48_000, 32_000][rateIndex] >> (isMPEG1 ? 0 : version == 2 ? 1 : 2)
    let isPadded = third >> 1 & 1 == 1
    byteCount = (isMPEG1 ? 144_000 : 72_000) * bitrateKbps / sampleRateHz + (isPadded ? 1 : 0)
  }

  private static let bitratesMPEG1 = [
    32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320,
  ]
  private static let bitratesMPEG2 = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160]
}
