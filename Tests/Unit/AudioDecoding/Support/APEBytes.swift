/// Monkey's Audio. No encoder is available here; silence needs none.
enum APEBytes {
  /// Two silent channels of 16 bits at 44,100 Hz in one frame (as FFmpeg's apedec.c reads it).
  static func silence(frames: Int) -> [UInt8] {
    // A checksum whose highest bit announces flags, flags that mark both channels as silent, and
    // the initial bytes of the range coder. The data is in little-endian 32-bit words.
    let sum: UInt32 = 0x8000_0000
    let flags: UInt32 = 3
    let frame = words([sum, flags, 0, 0, 0, 0])
    let descriptorByteCount = 52
    let headerByteCount = 24
    let seekTable = number(descriptorByteCount + headerByteCount + 4, 4)
    let descriptor =
      Array("MAC ".utf8) + number(3990, 2) + number(0, 2) + number(descriptorByteCount, 4)
      + number(headerByteCount, 4) + number(seekTable.count, 4) + number(0, 4)
      + number(frame.count, 4) + number(0, 4) + number(0, 4) + [UInt8](repeating: 0, count: 16)
    let header =
      number(1000, 2) + number(0, 2) + number(73_728, 4) + number(frames, 4) + number(1, 4)
      + number(16, 2) + number(2, 2) + number(44_100, 4)
    return descriptor + header + seekTable + frame
  }

  private static func words(_ words: [UInt32]) -> [UInt8] {
    words.flatMap { number(Int($0), 4) }
  }

  private static func number(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
}
