import MasteringModel

/// The first page of a stream, which identifies its codec (RFC 3533, 6).
struct OggStreamHead: Sendable, Hashable {
  let serialNumber: UInt32
  /// Where the page is.
  let start: Int64
  let end: Int64
  /// The codec of the stream; nil if it is not a known audio codec.
  let codec: Codec?
  /// What the head says of the samples; nil if it is cut off, or its codec unknown.
  let samples: Samples?

  /// An audio codec.
  enum Codec: Sendable, Hashable {
    case vorbis, opus(mappingFamily: UInt8?), flac, speex
  }

  /// Rate, channels and, in FLAC, bits of samples.
  struct Samples: Sendable, Hashable {
    let sampleRateHz: Int
    let channels: Int
    let bits: Int?
  }

  /// The first pages of the streams that start together at the start of a range, no more than 32.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func all(
    _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> [OggStreamHead] {
    var buffer: [UInt8] = []
    var heads: [OggStreamHead] = []
    var offset = range.lowerBound
    while heads.count < 32, offset < range.upperBound,
      let page = try reader.oggPage(at: offset, using: &buffer),
      page.startsStream || heads.isEmpty
    {
      let end = offset + Int64(page.byteCount)
      let headerByteCount = 27 + Int(buffer[26])
      let packet = try reader.bytes(52, at: offset + Int64(headerByteCount))
      let codec = Codec(packet: packet)
      heads.append(
        OggStreamHead(
          serialNumber: page.serialNumber, start: offset, end: end, codec: codec,
          samples: Samples(packet: packet, codec)))
      offset = end
    }
    return heads
  }

  /// Whether the first page with sound ends before the stream's own zero, as in a stream cut out of
  /// a longer one.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  func startsBeforeZero(
    _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> Bool {
    var offset = end
    for _ in 0..<256 {
      guard offset < range.upperBound, let page = try reader.oggPageExtent(at: offset) else {
        return false
      }
      offset += page.byteCount
      // Headers are at 0; −1 is on pages on which no packet ends.
      if page.serialNumber == serialNumber, page.position != 0, page.position != -1 {
        return page.position < 0
      }
    }
    return false
  }
}

extension OggStreamHead.Samples {
  fileprivate init?(packet: [UInt8], _ codec: OggStreamHead.Codec?) {
    switch codec {
    case .flac:
      // After the mapping's own header, as in a FLAC file (RFC 9639, 8.2 and 10.1).
      guard let fields: UInt64 = packet.number(at: 27, .big) else { return nil }
      self.init(
        sampleRateHz: Int(fields >> 44), channels: Int(fields >> 41 & 7) + 1,
        bits: Int(fields >> 36 & 31) + 1)
    case .speex:
      // "The Speex Manual", table 7.1.
      guard let rate: UInt32 = packet.number(at: 36, .little),
        let channels: UInt32 = packet.number(at: 48, .little)
      else { return nil }
      self.init(sampleRateHz: Int(rate), channels: Int(channels), bits: nil)
    case .vorbis:
      // "Vorbis I specification", 4.2.2.
      guard let rate: UInt32 = packet.number(at: 12, .little), rate > 0 else { return nil }
      self.init(sampleRateHz: Int(rate), channels: Int(packet[11]), bits: nil)
    case .opus:
      // It is always decoded at 48 kHz (RFC 7845, 5.1).
      guard packet.count > 9 else { return nil }
      self.init(sampleRateHz: 48_000, channels: Int(packet[9]), bits: nil)
    case nil: return nil
    }
  }
}

extension OggStreamHead.Codec {
  fileprivate init?(packet: [UInt8]) {
    if packet.hasText("vorbis", at: 1), packet[0] == 1 {
      self = .vorbis
    } else if packet.hasText("OpusHead", at: 0) {
      self = .opus(mappingFamily: packet.count > 18 ? packet[18] : nil)
    } else if packet.hasText("FLAC", at: 1), packet[0] == 0x7F {
      self = .flac
    } else if packet.hasText("Speex   ", at: 0) {
      self = .speex
    } else {
      return nil
    }
  }
}
