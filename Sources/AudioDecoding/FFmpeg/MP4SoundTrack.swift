import MasteringModel

/// What the index of an MP4 or QuickTime file says about its first sound track, apart from what FFmpeg
/// reports (ISO/IEC 14496-12; "QuickTime File Format Specification").
struct MP4SoundTrack: Sendable, Hashable {
  /// Whether the samples lie in another file.
  let isElsewhere: Bool
  /// The positions of the channels in the order of stored samples; nil if it does not describe them.
  /// FFmpeg knows only descriptions whose order is that of WAVE files.
  let channelLayout: ChannelLayout?

  /// The first sound track of a file; nil if none is found.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  init?(of file: RegularFile, channels: Int) throws(AudioFailure) {
    var reader = BlockReader(file)
    guard let index = try reader.box("moov", in: 0..<file.sizeBytes) else { return nil }
    for track in try reader.boxes(in: index) where track.isNamed("trak") {
      guard let media = try reader.box("mdia", in: track.body),
        let handler = try reader.box("hdlr", in: media),
        try reader.bytes(4, at: handler.lowerBound + 8).hasText("soun", at: 0),
        let information = try reader.box("minf", in: media)
      else { continue }
      self = try Self(information, &reader, channels: channels)
      return
    }
    return nil
  }

  private init(
    _ information: Range<Int64>, _ reader: inout BlockReader, channels: Int
  ) throws(AudioFailure) {
    var entry: MP4Box?
    if let table = try reader.box("stbl", in: information),
      let descriptions = try reader.box("stsd", in: table)
    {
      // A version, flags and a count come first.
      entry = try reader.boxes(in: descriptions.droppingFirst(8)).first
    }
    guard let entry else {
      (isElsewhere, channelLayout) = (false, nil)
      return
    }
    isElsewhere = try Self.isElsewhere(entry, information, &reader)
    channelLayout = try Self.layout(entry, &reader, channels: channels)
  }

  /// Whether the entry of the data references that a sample description names is that of another file.
  private static func isElsewhere(
    _ entry: MP4Box, _ information: Range<Int64>, _ reader: inout BlockReader
  ) throws(AudioFailure) -> Bool {
    guard let number: UInt16 = try reader.bytes(8, at: entry.body.lowerBound).number(at: 6, .big),
      let data = try reader.box("dinf", in: information),
      let list = try reader.box("dref", in: data)
    else { return false }
    let references = try reader.boxes(in: list.droppingFirst(8))
    guard number >= 1, references.indices.contains(Int(number) - 1) else { return false }
    let reference = references[Int(number) - 1]
    guard ["url ", "urn ", "alis", "rsrc"].contains(where: { reference.isNamed($0) }) else {
      return false
    }
    let start = try reader.bytes(64, at: reference.body.lowerBound)
    let flags: UInt32? = start.number(at: 0, .big)
    // The lowest flag marks this file. Some programs leave it out, and name no other file either: what
    // follows is empty.
    let name = start.prefix(Int(min(64, reference.body.count))).dropFirst(4)
    return (flags ?? 1) & 1 == 0 && name.contains { $0 != 0 }
  }

  /// The description of channels in a sample description, or in the box `wave` in it.
  private static func layout(
    _ entry: MP4Box, _ reader: inout BlockReader, channels: Int
  ) throws(AudioFailure) -> ChannelLayout? {
    let version: UInt16? = try reader.bytes(10, at: entry.body.lowerBound).number(at: 8, .big)
    let fieldByteCount: Int64
    switch version {
    case 0: fieldByteCount = 28
    case 1: fieldByteCount = 44
    case 2: fieldByteCount = 64
    default: return nil
    }
    let inner = entry.body.droppingFirst(fieldByteCount)
    var place = try reader.box("chan", in: inner)
    if place == nil, let wave = try reader.box("wave", in: inner) {
      place = try reader.box("chan", in: wave)
    }
    guard let place else { return nil }
    // A version and flags come first.
    let body = place.droppingFirst(4)
    let count = min(body.count, AppleChannelLayout.mostByteCount)
    return AppleChannelLayout.layout(
      try reader.bytes(count, at: body.lowerBound), channels: channels)
  }
}

/// A box of an MP4 or QuickTime file.
private struct MP4Box: Hashable {
  let name: [UInt8]
  /// Its content, which may itself consist of boxes.
  let body: Range<Int64>

  func isNamed(_ name: StaticString) -> Bool { self.name.hasText(name, at: 0) }
}

extension BlockReader {
  /// The boxes that follow each other in a range, as long as they are whole.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  fileprivate mutating func boxes(in range: Range<Int64>) throws(AudioFailure) -> [MP4Box] {
    var boxes: [MP4Box] = []
    var place = range.lowerBound
    // No file has this many; the limit is for malicious ones.
    while boxes.count < 1000, place <= range.upperBound - 8 {
      let head = try bytes(16, at: place)
      guard let short: UInt32 = head.number(at: 0, .big) else { break }
      // By ISO/IEC 14496-12, 4.2: 1 announces a length of 64 bits, 0 a box up to the end.
      var (length, headByteCount) = (Int64(short), Int64(8))
      if short == 1 {
        guard let long: UInt64 = head.number(at: 8, .big), let exact = Int64(exactly: long) else {
          break
        }
        (length, headByteCount) = (exact, 16)
      } else if short == 0 {
        length = range.upperBound - place
      }
      guard length >= headByteCount, length <= range.upperBound - place else { break }
      boxes.append(
        MP4Box(name: Array(head[4..<8]), body: (place + headByteCount)..<(place + length)))
      place += length
    }
    return boxes
  }

  /// The content of the first box with a name in a range; nil if there is none.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  fileprivate mutating func box(
    _ name: StaticString, in range: Range<Int64>
  ) throws(AudioFailure) -> Range<Int64>? {
    try boxes(in: range).first { $0.isNamed(name) }?.body
  }
}

extension Range<Int64> {
  /// The range without its first elements; empty if there are fewer.
  fileprivate func droppingFirst(_ count: Int64) -> Self {
    Swift.min(lowerBound + count, upperBound)..<upperBound
  }
}
