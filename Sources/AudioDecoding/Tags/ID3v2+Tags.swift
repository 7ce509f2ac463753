import MasteringModel

/// libsndfile also returns these texts, but only from a tag at the very start of a file, which is
/// hidden from it (``ContainerSurvey``): libmpg123 would load the whole tag into memory, including
/// pictures, for each file of a library. And it does not read the tags inside AIFF and WAV files,
/// where players store their titles.
extension ID3v2 {
  /// The tags at the start of a file; empty if there are none. The first of several takes
  /// precedence.
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

  /// The tag at an offset; empty if there is none, or none of a known version.
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
      // In the first version, the bit marks a tag as compressed, by an undefined method.
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
    var texts: [SndfileText: ID3v2Text] = [:]
    var offset = start
    // No tag has this many; the limit is for malicious files.
    for _ in 0..<1000 where texts.count < 3 {
      guard let frame = try ID3v2Frame(at: offset, in: &body, version) else { break }
      if let kind = version.kind(ofFrame: frame.id), texts[kind] == nil {
        texts[kind] = try frame.text(
          in: &body, isUnsynchronised: areFramesUnsynchronised && version == .minor4)
      }
      offset = frame.end
    }
    let fields = [SndfileText.title, .artist, .album].map { texts[$0] }
    let guessed = TagText.ofUnknownEncoding(
      together: fields.map { field in
        if case .ofUnknownEncoding(let bytes) = field { bytes } else { nil }
      })
    let read = zip(fields, guessed).map { field, guess in
      if case .known(let text) = field { text } else { guess }
    }
    return TrackTags(title: read[0], artist: read[1], album: read[2])
  }
}

/// The versions of the format (its second numbers), and their differences.
enum ID3v2Version: UInt8, Sendable, Hashable {
  case minor2 = 2
  case minor3 = 3
  case minor4 = 4

  /// The length of a frame's name.
  var idByteCount: Int { self == .minor2 ? 3 : 4 }
  /// The length of a frame's header.
  var frameHeaderByteCount: Int { self == .minor2 ? 6 : 10 }

  /// Which of the texts a frame with that name contains; nil for others.
  func kind(ofFrame id: [UInt8]) -> SndfileText? {
    let names: [(StaticString, SndfileText)] =
      self == .minor2
      ? [("TT2", .title), ("TP1", .artist), ("TAL", .album)]
      : [("TIT2", .title), ("TPE1", .artist), ("TALB", .album)]
    return names.first { id.hasText($0.0, at: 0) }?.1
  }

  /// A length in the encoding of the version; nil if it is not valid.
  func number(_ bytes: [UInt8]) -> Int64? {
    guard bytes.count == (self == .minor2 ? 3 : 4) else { return nil }
    guard self == .minor4 else { return bytes.reduce(0) { $0 << 8 | Int64($1) } }
    return bytes.allSatisfy { $0 < 0x80 } ? bytes.reduce(0) { $0 << 7 | Int64($1) } : nil
  }
}

extension TrackTags {
  /// These tags, completed by others from elsewhere in the file.
  func completed(by other: TrackTags) -> TrackTags {
    TrackTags(
      title: title ?? other.title, artist: artist ?? other.artist, album: album ?? other.album,
      durationSeconds: durationSeconds ?? other.durationSeconds)
  }
}
