/// The structure of MP3 files, as far as tests need it.
package enum MP3 {
  /// The headers of all frames in order, including the one with a Xing header, up to the first
  /// position where no frame starts.
  package static func frameHeaders(in bytes: [UInt8]) -> [MP3FrameHeader] {
    var headers: [MP3FrameHeader] = []
    var offset = byteCountOfTag(in: bytes)
    while let header = MP3FrameHeader(bytes, at: offset) {
      headers.append(header)
      offset += header.byteCount
    }
    return headers
  }

  /// The file without its first frame, which has no audio but states the length of the file; nil if
  /// the first frame is not of that kind. An ID3v2 tag before it is kept.
  ///
  /// LAME calls it "Xing" in files of variable rate and "Info" in those of constant rate.
  package static func withoutXingHeader(_ bytes: [UInt8]) -> [UInt8]? {
    let start = byteCountOfTag(in: bytes)
    guard let header = MP3FrameHeader(bytes, at: start) else { return nil }
    let marker = start + 4 + header.sideInformationByteCount
    guard marker + 4 <= bytes.count else { return nil }
    let name = String(decoding: bytes[marker..<(marker + 4)], as: UTF8.self)
    guard name == "Xing" || name == "Info" else { return nil }
    return Array(bytes[..<start] + bytes.dropFirst(start + header.byteCount))
  }

  /// The same frames, of constant bit rate, in the free format, whose headers state no bit rate.
  package static func inFreeFormat(_ bytes: [UInt8]) -> [UInt8] {
    var free = bytes
    var offset = byteCountOfTag(in: bytes)
    while let header = MP3FrameHeader(bytes, at: offset) {
      free[offset + 2] &= 0x0F
      offset += header.byteCount
    }
    return free
  }

  /// The size of an ID3v2 tag at the start (ID3v2.4, 3.1), in bytes, or 0.
  private static func byteCountOfTag(in bytes: [UInt8]) -> Int {
    guard bytes.count >= 10, bytes.starts(with: Array("ID3".utf8)) else { return 0 }
    // Seven bits per byte, so that the length never looks like the start of a frame.
    let bodyByteCount = bytes[6..<10].reduce(0) { $0 << 7 | Int($1 & 0x7F) }
    let hasFooter = bytes[5] & 0x10 != 0
    return 10 + bodyByteCount + (hasFooter ? 10 : 0)
  }
}
