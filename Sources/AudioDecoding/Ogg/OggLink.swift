import MasteringModel

/// A stream with sound in an Ogg file, alone or one of several that follow one another (RFC 3533, 4),
/// for a decoder that silently skips damaged pages and may stop at the next stream.
struct OggLink: Sendable {
  /// Its place in the file.
  let range: Range<Int64>
  /// Whether its head can be read.
  let isReadable: Bool
  /// Its first page; nil if it cannot be read.
  private let head: OggStreamHead?
  /// The frames that its pages declare; nil if the last page is missing, or the first position unknown.
  let frames: Int?
  /// Its pages, verified as far as they were needed.
  private var pages: OggPages
  /// The position of its first frame: above 0 in a stream cut out of a longer one.
  private let firstPosition: Int64

  /// The streams of a file; empty if it does not start with an Ogg stream that has sound.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func all(of file: RegularFile) throws(AudioFailure) -> [OggLink] {
    var reader = BlockReader(file)
    let start = try ID3v2.end(of: &reader)
    let whole = try (OggStart.offset(&reader, after: start) ?? start)..<file.sizeBytes
    let heads = try OggStreamHead.all(&reader, in: whole)
    let following = try OggLinks.following(heads, &reader, in: whole, .forDecoding)
    let first = whole.lowerBound..<(following.first?.lowerBound ?? whole.upperBound)
    var links: [OggLink] = []
    for range in [first] + following {
      if let link = try OggLink(&reader, in: range) {
        links.append(link)
      } else if links.isEmpty {
        return []
      } else {
        links.append(OggLink(unreadable: range, of: file))
        break
      }
    }
    return links
  }

  /// A stream whose head is damaged or unknown, where the audio of the file ends.
  private init(unreadable range: Range<Int64>, of file: RegularFile) {
    self.range = range
    isReadable = false
    head = nil
    frames = nil
    firstPosition = 0
    pages = OggPages(file: file, start: range.lowerBound, serialNumber: 0)
  }

  private init?(_ reader: inout BlockReader, in range: Range<Int64>) throws(AudioFailure) {
    let heads = try OggStreamHead.all(&reader, in: range)
    guard let sound = heads.first(where: { $0.codec != nil }) else { return nil }
    let firstPosition = try sound.firstPosition(&reader, in: range)
    self.range = range
    isReadable = true
    head = sound
    self.firstPosition = firstPosition ?? 0
    pages = OggPages(file: reader.file, start: range.lowerBound, serialNumber: sound.serialNumber)
    let last = try OggPages.lastPage(of: sound.serialNumber, &reader, in: range)
    guard let page = last?.page, page.endsStream, let firstPosition else {
      frames = nil
      return
    }
    let count = page.position.subtractingReportingOverflow(firstPosition)
    frames = !count.overflow && count.partialValue > 0 ? Int(count.partialValue) : nil
  }

  /// How many of this many frames are intact: all of them, or those before the first page that is
  /// missing or damaged.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func intactFrames(of count: Int) throws(AudioFailure) -> Int {
    let (wanted, overflows) = firstPosition.addingReportingOverflow(Int64(count))
    try pages.verify(throughPosition: overflows ? .max : wanted)
    switch pages.verdict {
    case .broken, .cutOff: break
    case .complete, .changes, nil: return count
    }
    let intact = pages.soundPosition.subtractingReportingOverflow(firstPosition)
    // The headers are at position 0.
    guard pages.soundPosition > 0, !intact.overflow else { return 0 }
    return min(count, max(0, Int(intact.partialValue)))
  }

  /// What changes from this stream to another one; nil if nothing does.
  func change(to next: OggLink) -> FormatChange? {
    guard let head, let nextHead = next.head, head.codec == nextHead.codec,
      let samples = head.samples, let nextSamples = nextHead.samples
    else { return .codec }
    let (rate, nextRate) = (samples.sampleRateHz, nextSamples.sampleRateHz)
    if nextRate != rate { return .sampleRate(fromHz: rate, toHz: nextRate) }
    if nextSamples.channels != samples.channels {
      return .channels(from: samples.channels, to: nextSamples.channels)
    }
    return nextSamples.bits == samples.bits ? nil : .codec
  }

  /// How many frames follow the intact ones on a page that is cut off by the end of the file; nil if that
  /// has not been found to be so.
  var framesCutOff: Int? {
    if case .cutOff(let frames) = pages.verdict { return frames }
    return nil
  }

  /// Whether all of its pages are there and intact.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func isIntact() throws(AudioFailure) -> Bool {
    try pages.verify(through: .max)
    if case .complete = pages.verdict { return true }
    return false
  }
}

extension [OggLink] {
  /// The part of the file that a decoder gets first; nil for all of it, if there are no others.
  var part: Range<Int64>? { count > 1 ? first?.range : nil }
}

extension OggStreamHead {
  /// The position of the first frame of FLAC or Speex: that of the first page on which sound ends,
  /// less the frames in its packets; nil if there is no such page, or if its packets cannot be read.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  fileprivate func firstPosition(
    _ reader: inout BlockReader, in range: Range<Int64>
  ) throws(AudioFailure) -> Int64? {
    let speexFrames = try speexFramesPerPacket(&reader)
    var offset = end
    var count: Int64 = 0
    var isCounted = true
    for _ in 0..<256 {
      guard offset < range.upperBound, let page = try reader.oggPageExtent(at: offset) else {
        return nil
      }
      defer { offset += page.byteCount }
      guard page.serialNumber == serialNumber else { continue }
      // The headers end at position 0. Those that are longer than a page, as with a picture, begin on
      // pages on which no packet ends.
      guard page.position != 0 else {
        (count, isCounted) = (0, true)
        continue
      }
      let head = try reader.bytes(27, at: offset)
      guard head.count == 27 else { return nil }
      let lengths = try reader.bytes(Int(head[26]), at: offset + 27)
      var place = offset + 27 + Int64(lengths.count)
      // A page may continue the last packet of the page before, which was counted there.
      var isStart = head[5] & 1 == 0
      for (index, length) in lengths.enumerated() {
        let endsHere = page.position == -1 || lengths[index...].contains { $0 < 255 }
        if isStart, endsHere {
          switch codec {
          case .flac:
            let header = FLACFrameHeader(try reader.bytes(16, at: place), at: 0)
            if let header { count += Int64(header.frameCount) } else { isCounted = false }
          case .speex:
            if let speexFrames { count += speexFrames } else { isCounted = false }
          default: return nil
          }
        }
        place += Int64(length)
        isStart = length < 255
      }
      if page.position != -1 {
        guard isCounted else { return nil }
        let first = page.position.subtractingReportingOverflow(count)
        return first.overflow ? nil : first.partialValue
      }
    }
    return nil
  }

  /// The frames of audio in a packet of Speex, from the stream's header ("The Speex Manual", table
  /// 7.1); nil if it has none.
  private func speexFramesPerPacket(
    _ reader: inout BlockReader
  ) throws(AudioFailure) -> Int64? {
    let head = try reader.bytes(27, at: start)
    guard codec == .speex, head.count == 27 else { return nil }
    let packet = try reader.bytes(68, at: start + 27 + Int64(head[26]))
    guard let size: UInt32 = packet.number(at: 56, .little), (1...4096).contains(size),
      let count: UInt32 = packet.number(at: 64, .little), (1...64).contains(count)
    else { return nil }
    return Int64(size * count)
  }
}
