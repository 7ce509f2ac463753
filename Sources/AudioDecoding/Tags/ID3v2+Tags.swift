import MasteringModel

/// libsndfile gives these texts too, but from a tag at the very start of a file only, which it does
/// not get to see (``ContainerSurvey``): libmpg123 would take the whole tag into memory, pictures
/// included, for each file of a library. And it knows nothing of the tags within AIFF and WAV files,
/// which is where players keep the titles of those.
extension ID3v2 {
  /// What the tags at the start of a file say; nothing where there are none. Of several, the first
  /// comes first.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func tagsAtStart(_ reader: inout BlockReader) throws(AudioFailure) -> TrackTags {
    var tags = TrackTags()
    var offset: Int64 = 0
    for _ in 0..<mostTags {
      guard let byteCount = try byteCount(at: offset, &reader) else { break }
      tags = try tags.completed(by: self.tags(at: offset, &reader))
      offset += byteCount
    }
    return tags
  }

  /// What the tag at an offset says; nothing where there is none, or none of a known version.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func tags(
    at offset: Int64, _ reader: inout BlockReader
  ) throws(AudioFailure) -> TrackTags {
    let head = try reader.bytes(10, at: offset)
    guard let byteCount = try byteCount(at: offset, &reader),
      let version = ID3v2Version(rawValue: head[3])
    else { return TrackTags() }
    let isUnsynchronised = head[5] & 0x80 != 0
    var body = try ID3v2Body(
      from: offset + 10, byteCount: byteCount - 10,
      isUnsynchronised: isUnsynchronised && version != .minor4, reader)
    var start: Int64 = 0
    if head[5] & 0x40 != 0 {
      // In the first version, the bit says that the tag is compressed, by no method known.
      if version == .minor2 { return TrackTags() }
      let length = try body.bytes(4, at: 0)
      start = version.number(length).map { version == .minor3 ? $0 + 4 : $0 } ?? 0
    }
    return try texts(
      of: &body, from: start, version, areFramesUnsynchronised: isUnsynchronised)
  }

  /// Goes from frame to frame up to the last of the three texts.
  private static func texts(
    of body: inout ID3v2Body, from start: Int64, _ version: ID3v2Version,
    areFramesUnsynchronised: Bool
  ) throws(AudioFailure) -> TrackTags {
    var texts: [SndfileText: String] = [:]
    var offset = start
    // No tag has as many; the limit is for files made to keep a reader busy.
    for _ in 0..<1000 where texts.count < 3 {
      guard let frame = try ID3v2Frame(at: offset, in: &body, version) else { break }
      if let kind = version.kind(ofFrame: frame.id), texts[kind] == nil {
        texts[kind] = try frame.text(
          in: &body, isUnsynchronised: areFramesUnsynchronised && version == .minor4)
      }
      offset = frame.end
    }
    return TrackTags(title: texts[.title], artist: texts[.artist], album: texts[.album])
  }
}

/// The versions of the format that there are (its second numbers), and what differs between them.
enum ID3v2Version: UInt8, Sendable, Hashable {
  case minor2 = 2
  case minor3 = 3
  case minor4 = 4

  /// The length of a frame's name.
  var idByteCount: Int { self == .minor2 ? 3 : 4 }
  /// The length of a frame's header.
  var frameHeaderByteCount: Int { self == .minor2 ? 6 : 10 }

  /// Which of the texts a frame of that name holds; nil for another.
  func kind(ofFrame id: [UInt8]) -> SndfileText? {
    let names: [(StaticString, SndfileText)] =
      self == .minor2
      ? [("TT2", .title), ("TP1", .artist), ("TAL", .album)]
      : [("TIT2", .title), ("TPE1", .artist), ("TALB", .album)]
    return names.first { id.hasText($0.0, at: 0) }?.1
  }

  /// A length in the version's own way of writing one; nil where it is written in another.
  func number(_ bytes: [UInt8]) -> Int64? {
    guard bytes.count == (self == .minor2 ? 3 : 4) else { return nil }
    guard self == .minor4 else { return bytes.reduce(0) { $0 << 8 | Int64($1) } }
    return bytes.allSatisfy { $0 < 0x80 } ? bytes.reduce(0) { $0 << 7 | Int64($1) } : nil
  }
}

extension TrackTags {
  /// These tags, with those of another place in the file where these say nothing.
  func completed(by other: TrackTags) -> TrackTags {
    TrackTags(
      title: title ?? other.title, artist: artist ?? other.artist, album: album ?? other.album,
      durationSeconds: durationSeconds ?? other.durationSeconds)
  }
}
