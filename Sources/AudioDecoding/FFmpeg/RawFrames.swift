import MasteringModel

/// The frames of a bare stream of AAC (ADTS), Dolby Digital or DTS, which follow one another without a
/// container: no length is declared but that of each frame.
enum RawFrames {
  /// A last frame that is cut off: where it begins, and where it would end, in seconds. Nil if that
  /// frame is complete, if anything but frames is in the file, or if the format is none of these.
  ///
  /// The file is read frame header by frame header.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func cut(
    of file: RegularFile, _ format: FFmpegFormat
  ) throws(AudioFailure) -> (atSeconds: Double, ofSeconds: Double)? {
    guard let header = headers[format.demuxer] else { return nil }
    var reader = BlockReader(file)
    var place = try ID3v2.end(of: &reader)
    let end = try MPEGTail.start(&reader, in: place..<file.sizeBytes)
    var (frames, wholeFrames, rate) = (0, 0, 0)
    while place < end {
      let bytes = try reader.bytes(10, at: place)
      guard let frame = header(bytes), frame.byteCount > 0, rate == 0 || frame.sampleRateHz == rate
      else { return nil }
      rate = frame.sampleRateHz
      frames += frame.frameCount
      place += Int64(frame.byteCount)
      if place <= end { wholeFrames = frames }
    }
    guard place > end, rate > 0 else { return nil }
    return (Double(wholeFrames) / Double(rate), Double(frames) / Double(rate))
  }

  /// What the header of a frame says.
  private struct Frame {
    let byteCount: Int
    /// Frames of audio in it, at the rate below.
    let frameCount: Int
    let sampleRateHz: Int
  }

  private static let headers: [String: @Sendable ([UInt8]) -> Frame?] = [
    "aac": { adts($0) }, "ac3": { dolbyDigital($0) }, "eac3": { dolbyDigital($0) },
    "dts": { dts($0) },
  ]

  /// ISO/IEC 14496-3, 1.A.2.2.
  private static func adts(_ bytes: [UInt8]) -> Frame? {
    guard let byteCount = FFmpegFormat.adtsByteCount(bytes, at: 0) else { return nil }
    let ratesHz = [
      96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000,
      7_350,
    ]
    let blocks = Int(bytes[6] & 3) + 1
    return Frame(
      byteCount: byteCount, frameCount: 1024 * blocks,
      sampleRateHz: ratesHz[Int(bytes[2] >> 2 & 15)])
  }

  /// ETSI TS 102 366, 5.3 and E.1.2.
  private static func dolbyDigital(_ bytes: [UInt8]) -> Frame? {
    guard bytes.count >= 6, bytes.starts(with: [0x0B, 0x77]) else { return nil }
    let rateCode = Int(bytes[4] >> 6)
    let ratesHz = [48_000, 44_100, 32_000]
    guard bytes[5] >> 3 > 10 else {
      let sizeCode = Int(bytes[4] & 63)
      guard rateCode < 3, sizeCode < 38 else { return nil }
      let kilobits = [
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640,
      ][sizeCode / 2]
      // A frame has 1,536 frames of audio, in words of 16 bits; at 44.1 kHz, some are a word longer.
      let words =
        kilobits * 96_000 / ratesHz[rateCode] + (rateCode == 1 ? sizeCode % 2 : 0)
      return Frame(byteCount: 2 * words, frameCount: 1536, sampleRateHz: ratesHz[rateCode])
    }
    let byteCount = 2 * ((Int(bytes[2] & 7) << 8 | Int(bytes[3])) + 1)
    let blockCode = Int(bytes[4] >> 4 & 3)
    // At half of a rate, the code of the blocks is that of the rate.
    guard rateCode < 3 || blockCode < 3 else { return nil }
    let rate = rateCode < 3 ? ratesHz[rateCode] : ratesHz[blockCode] / 2
    let blocks = rateCode < 3 ? [1, 2, 3, 6][blockCode] : 6
    // Other substreams have further channels, or another program.
    let isFirst = bytes[2] >> 6 != 1 && bytes[2] >> 3 & 7 == 0
    return Frame(
      byteCount: byteCount, frameCount: isFirst ? 256 * blocks : 0, sampleRateHz: rate)
  }

  /// ETSI TS 102 114, 5.3.1.
  private static func dts(_ bytes: [UInt8]) -> Frame? {
    guard bytes.starts(with: [0x7F, 0xFE, 0x80, 0x01]),
      let fields: UInt64 = bytes.number(at: 2, .big)
    else { return nil }
    // From bit 16 of these: a bit of type, 5 of missing samples, one of a checksum, 7 of blocks less 1,
    // 14 of bytes less 1, 6 of channels, 4 of rate.
    let blocks = Int(fields >> 34 & 127) + 1
    let byteCount = Int(fields >> 20 & 0x3FFF) + 1
    let rate = [
      0, 8_000, 16_000, 32_000, 0, 0, 11_025, 22_050, 44_100, 0, 0, 12_000, 24_000, 48_000, 0, 0,
    ][Int(fields >> 10 & 15)]
    guard rate > 0, byteCount >= 96 else { return nil }
    return Frame(byteCount: byteCount, frameCount: 32 * blocks, sampleRateHz: rate)
  }
}
