/// Files of one-bit audio, which FFmpeg's program does not create.
enum DSDBytes {
  /// Two channels at 2,822,400 Hz in a DSF file: the first at half of full scale, the second
  /// silent.
  static func dsf(blocks: Int) -> [UInt8] {
    let (first, second): (UInt8, UInt8) = (0b1101_1101, 0b0110_1001)
    let data = (0..<blocks).flatMap { _ in
      [UInt8](repeating: first, count: 4096) + [UInt8](repeating: second, count: 4096)
    }
    let format =
      text("fmt ") + number(52, 8)
      + [1, 0, 2, 2, 2_822_400, 1].flatMap { number($0, 4) } + number(blocks * 4096 * 8, 8)
      + number(4096, 4) + number(0, 4)
    let body = format + text("data") + number(12 + data.count, 8) + data
    return text("DSD ") + number(28, 8) + number(28 + body.count, 8) + number(0, 8) + body
  }

  /// The same in a DSDIFF file, whose channels are interleaved byte by byte.
  static func dsdiff(bytesAChannel: Int) -> [UInt8] {
    let data = (0..<bytesAChannel).flatMap { _ in [0b1011_1011, 0b1001_0110] as [UInt8] }
    func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
      text(name) + number(body.count, 8, isBig: true) + body
        + (body.count % 2 == 1 ? [0] as [UInt8] : [])
    }
    let property =
      text("SND ") + chunk("FS  ", number(2_822_400, 4, isBig: true))
      + chunk("CHNL", number(2, 2, isBig: true) + text("SLFTSRGT"))
      + chunk("CMPR", text("DSD ") + [14] + text("not compressed") + [0])
    let body =
      text("DSD ") + chunk("FVER", [1, 5, 0, 0]) + chunk("PROP", property) + chunk("DSD ", data)
    return text("FRM8") + number(body.count, 8, isBig: true) + body
  }

  private static func text(_ text: String) -> [UInt8] { Array(text.utf8) }

  private static func number(_ number: Int, _ count: Int, isBig: Bool = false) -> [UInt8] {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    return isBig ? bytes.reversed() : bytes
  }
}
