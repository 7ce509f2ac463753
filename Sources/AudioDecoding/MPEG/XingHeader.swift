/// What the first frame of many layer III files says of the rest instead of holding sound: the
/// "Xing" header of variable and the "Info" header of constant bit rate.
struct XingHeader: Sendable, Hashable {
  /// How many frames of MPEG follow; nil where it does not say.
  let frameCount: UInt32?
  /// Where that number is within the frame.
  let frameCountOffset: Int
  /// How many bytes the file has from this frame on; nil where it does not say.
  let byteCount: UInt32?
  /// Where that number is within the frame.
  let byteCountOffset: Int
  /// How many samples the encoder put before the first one of the sound, by the extension that LAME
  /// introduced; nil without it.
  let encoderDelay: Int?

  /// The header in a frame; nil where the frame is another one. It must be as libmpg123 wants it,
  /// which otherwise takes the frame for sound.
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
    // An endless stream says 0.
    self.frameCount = frameCount == 0 ? nil : frameCount
    byteCountOffset = frameCountOffset + (hasFrameCount ? 4 : 0)
    let hasByteCount = flags & 2 != 0
    byteCount = hasByteCount ? bytes.number(at: byteCountOffset, .big) : nil

    // A table of 100 places and a number for the quality come before the extension of 24 bytes,
    // which starts with the encoder's name.
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
