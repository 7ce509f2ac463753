import MasteringModel

/// A format that is read with FFmpeg, recognised by content: FFmpeg never guesses the format,
/// because it trusts the content of a file, and opens whatever a playlist names.
struct FFmpegFormat: Sendable, Hashable {
  /// The name of FFmpeg's demuxer.
  let demuxer: String
  /// Its name for people, as in "is …, which is read with FFmpeg".
  let name: String
  /// Whether a codec or a family of them is part of the name.
  private(set) var namesCodec = true
  /// Whether FFmpeg can seek to a whole second exactly to the sample.
  let findsSecondsExactly: Bool
  /// Whether such files declare their number of frames, not only packets or time.
  let countsFrames: Bool

  private init(
    _ demuxer: String, _ name: String, findsSecondsExactly: Bool = false, countsFrames: Bool = false
  ) {
    self.demuxer = demuxer
    self.name = name
    self.findsSecondsExactly = findsSecondsExactly
    self.countsFrames = countsFrames || findsSecondsExactly
  }

  /// The format by the first bytes after any ID3v2 tags; nil for other formats.
  init?(firstBytes bytes: [UInt8]) {
    if bytes.hasText("ftyp", at: 4) || Self.startsQuickTime(bytes) {
      self.init("mov", "AAC or ALAC in MP4", findsSecondsExactly: true)
    } else if bytes.starts(with: [0x30, 0x26, 0xB2, 0x75, 0x8E, 0x66, 0xCF, 0x11]) {
      self.init("asf", "Windows Media Audio")
    } else if bytes.hasText("wvpk", at: 0) {
      self.init("wv", "WavPack", findsSecondsExactly: true)
    } else if bytes.hasText("MAC ", at: 0) {
      self.init("ape", "Monkey's Audio", countsFrames: true)
    } else if bytes.hasText("DSD ", at: 0) {
      self.init("dsf", "DSD", countsFrames: true)
    } else if bytes.hasText("FRM8", at: 0), bytes.hasText("DSD ", at: 12) {
      self.init("iff", "DSD")
    } else if bytes.starts(with: [0x1A, 0x45, 0xDF, 0xA3]) {
      self.init("matroska", "Matroska or WebM")
    } else if bytes.hasText("TTA1", at: 0) {
      self.init("tta", "True Audio", findsSecondsExactly: true)
    } else if bytes.hasText("tBaK", at: 0) {
      self.init("tak", "TAK", countsFrames: true)
    } else if bytes.hasText("MPCK", at: 0) {
      self.init("mpc8", "Musepack")
    } else if bytes.hasText("MP+", at: 0) {
      self.init("mpc", "Musepack")
    } else if bytes.hasText("#!AMR", at: 0) {
      self.init("amr", "AMR")
    } else if let adts = Self.adtsByteCount(bytes, at: 0), Self.isADTS(bytes, at: adts) {
      self.init("aac", "AAC")
    } else if bytes.starts(with: [0x0B, 0x77]), bytes.count > 5 {
      // The version of the bit stream: above 10, it is Enhanced AC-3.
      self.init(bytes[5] >> 3 > 10 ? "eac3" : "ac3", "Dolby Digital")
    } else if bytes.starts(with: [0x7F, 0xFE, 0x80, 0x01]) {
      self.init("dts", "DTS")
    } else {
      return nil
    }
  }

  /// Whether the first bytes are those of a container with a signature, not of a bare stream of
  /// frames.
  static func isContainer(firstBytes bytes: [UInt8]) -> Bool {
    FFmpegFormat(firstBytes: bytes).map { !["aac", "ac3", "eac3", "dts"].contains($0.demuxer) }
      ?? false
  }

  /// The format for a container that libsndfile reads with a codec that it does not support.
  ///
  /// - Parameter codec: the codec's name; nil if the header does not tell it.
  init?(_ kind: ContainerKind, codec: String?) {
    func name(in container: String) -> String { codec.map { "\($0) in \(container)" } ?? container }
    switch kind {
    // Without headers, their frames cannot be separated, and FFmpeg decodes only some of them.
    case .wav where codec == "AAC" || codec == "Speex": return nil
    case .wav, .rf64: self.init("wav", name(in: "WAV"))
    case .w64: self.init("w64", name(in: "Wave64"))
    case .aiff: self.init("aiff", name(in: "AIFF"))
    case .caf: self.init("caf", name(in: "CAF"))
    case .flac: self.init("flac", codec ?? "FLAC", findsSecondsExactly: true)
    case .ogg: self.init("ogg", codec ?? "Ogg", countsFrames: true)
    case .au, .mpeg: return nil
    }
    namesCodec = codec != nil
  }

  /// Old QuickTime files start with their media data box.
  private static func startsQuickTime(_ bytes: [UInt8]) -> Bool {
    ["moov", "mdat", "wide", "free", "skip", "pnot"].contains {
      bytes.count >= 8 && bytes[4..<8].elementsEqual($0.utf8)
    }
  }

  /// The length of the AAC frame at an index; nil if none starts there (ISO/IEC 14496-3, 1.A.2.2).
  static func adtsByteCount(_ bytes: [UInt8], at index: Int) -> Int? {
    guard index + 7 <= bytes.count, bytes[index] == 0xFF, bytes[index + 1] & 0xF6 == 0xF0,
      bytes[index + 2] >> 2 & 15 < 13
    else { return nil }
    let count =
      Int(bytes[index + 3] & 3) << 11 | Int(bytes[index + 4]) << 3 | Int(bytes[index + 5] >> 5)
    return count > 7 ? count : nil
  }

  private static func isADTS(_ bytes: [UInt8], at index: Int) -> Bool {
    adtsByteCount(bytes, at: index) != nil
  }

  /// How many bytes are needed to identify a format: the longest AAC frame and the start of the
  /// next one.
  static let firstByteCount = 8192 + 8
}
