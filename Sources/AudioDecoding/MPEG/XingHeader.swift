/// The information about the stream that the first frame of many layer III files contains instead
/// of sound: the "Xing" header for variable and the "Info" header for constant bit rate.
struct XingHeader: Sendable, Hashable {
  /// The number of MPEG frames that follow; nil if not declared.
  let frameCount: UInt32?
  /// Whether there is no number in its place, but the largest.
  let hasPlaceholder: Bool
  /// Where that number is within the frame.
  let frameCountOffset: Int
  /// The number of bytes from this frame on; nil if not declared.
  let byteCount: UInt32?
  /// Where that number is within the frame.
  let byteCountOffset: Int
  /// The encoder delay in samples, from the extension that LAME introduced; nil without it.
  let encoderDelay: Int?

  /// The header in a frame; nil if the frame has none. It has to be in the form that libmpg123
  /// accepts, which otherwise decodes the frame as sound.
  init?(frame bytes: [UInt8], _ header: MPEGFrameHeader) {
    let start = 4 + header.sideInformationByteCount
    guard header.kind.layer == 3, bytes.count >= start + 8,
      bytes.hasText("Xing", at: start) || bytes.hasText("Info", at: start),
      // The first two may be a checksum.
      bytes[6..<start].allSatisfy({ $0 == 0 }),
      let flags: UInt32 = bytes.number(at: start + 4, .big)
    else { return nil }
    let hasFrameCount = flags & 1 != 0
    frameCountOffset = start + 8
    let frameCount: UInt32? =
      hasFrameCount ? bytes.number(at: frameCountOffset, .big) : nil
    // An endless stream declares 0, and a program that could not go back, the largest number.
    hasPlaceholder = frameCount == .max
    self.frameCount = frameCount == 0 || hasPlaceholder ? nil : frameCount
    byteCountOffset = frameCountOffset + (hasFrameCount ? 4 : 0)
    let hasByteCount = flags & 2 != 0
    byteCount = hasByteCount ? bytes.number(at: byteCountOffset, .big) : nil

    // A table of 100 entries and a quality value precede the extension of 24 bytes, which starts
    // with the encoder's name.
    let extensionOffset =
      byteCountOffset + (hasByteCount ? 4 : 0) + (flags & 4 != 0 ? 100 : 0)
      + (flags & 8 != 0 ? 4 : 0)
    if bytes.count >= extensionOffset + 24, bytes[extensionOffset] != 0,
      let delays: UInt16 = bytes.number(at: extensionOffset + 21, .big)
    {
      encoderDelay = Int(delays >> 4)
    } else {
      encoderDelay = nil
    }
  }
}
