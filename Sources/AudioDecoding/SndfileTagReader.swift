public import MasteringModel

/// Reads the tags of every file that ``SndfileDecoder`` opens.
///
/// | file | where its texts are |
/// |---|---|
/// | FLAC, Ogg Vorbis, Opus | comments; of several titles or artists, the first one, in Opus the last |
/// | MP3 | ID3v2.2, 2.3 and 2.4, then ID3v1 |
/// | WAV | the INFO list, then an ID3v2 chunk |
/// | AIFF | NAME and AUTH, then an ID3v2 chunk |
/// | RF64, CAF | what libsndfile finds |
/// | AU, W64 | nowhere |
///
/// If a file has ID3v2 before audio of another format, it supplies what the format's own tags lack.
/// APE tags are not read.
///
/// The length is the same as from ``SndfileDecoder``, except that the Xing header of an MP3 is
/// trusted if it agrees with the size of the file. An MP3 without one is read completely up to 16
/// MB, and has no known length above that.
public struct SndfileTagReader: TagReader {
  /// A reader.
  public init() {}

  /// The file's current tags.
  ///
  /// - Throws: ``AudioFailure`` of every kind but
  ///   ``AudioFailure/truncatedAudio(path:atSeconds:ofSeconds:)``
  public func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags {
    try Self.tags(of: try RegularFile(path: path))
  }

  /// The current tags of an open file.
  ///
  /// - Throws: as ``tags(ofFileAt:)``
  public func tags(
    ofOpenFile descriptor: Int32, at path: String
  ) throws(AudioFailure) -> TrackTags {
    try Self.tags(of: try RegularFile(sharing: descriptor, path: path))
  }

  static func tags(of file: RegularFile) throws(AudioFailure) -> TrackTags {
    guard file.sizeBytes > 0 else {
      throw .unsupportedFormat(path: file.path, reason: .emptyFile)
    }
    let survey = try ContainerSurvey(of: file, .forTags)
    let own = ownTags(try SndfileReader(file, survey), survey.kind)
    var reader = BlockReader(file)
    let id3 = try id3Tags(&reader, survey)
    return own.completed(by: id3)
  }

  /// The texts that libsndfile found, and the length.
  private static func ownTags(_ reader: borrowing SndfileReader, _ kind: ContainerKind) -> TrackTags
  {
    let fields = [reader.text(.title), reader.text(.artist), reader.text(.album)]
    let texts =
      switch kind {
      // Their formats do not define an encoding.
      case .wav, .rf64, .w64, .aiff, .au, .mpeg: TagText.ofUnknownEncoding(together: fields)
      case .flac, .ogg, .caf: fields.map { $0.map { TagText.ofUTF8($0) } }
      }
    return TrackTags(
      title: texts[0], artist: texts[1], album: texts[2],
      durationSeconds: reader.format.declaredSeconds)
  }

  private static func id3Tags(
    _ reader: inout BlockReader, _ survey: ContainerSurvey
  ) throws(AudioFailure) -> TrackTags {
    let tags = try ID3v2.tagsAtStart(&reader)
    return switch survey.kind {
    case .mpeg: try tags.completed(by: ID3v1.tags(&reader))
    case .wav: try tags.completed(by: ID3v2.tagsInChunk(&reader, survey, "id3 ", "ID3 "))
    case .aiff: try tags.completed(by: ID3v2.tagsInChunk(&reader, survey, "ID3 "))
    default: tags
    }
  }
}

extension ID3v2 {
  /// The tag in a chunk with one of the names; empty if there is none.
  fileprivate static func tagsInChunk(
    _ reader: inout BlockReader, _ survey: ContainerSurvey, _ names: StaticString...
  ) throws(AudioFailure) -> TrackTags {
    let start = survey.shown.lowerBound
    let isBigEndian = try !reader.bytes(4, at: start).hasText("RIFF", at: 0)
    for name in names {
      let chunks = try reader.chunks(
        from: start + 12, isBigEndian ? .big : .little, through: name)
      if let chunk = chunks.last, chunk.isNamed(name) {
        return try tags(at: chunk.bodyStart, &reader)
      }
    }
    return TrackTags()
  }
}

/// The tag of 128 bytes at the end of many MP3 files: fields of fixed length, padded with zeros or
/// blanks, in an undefined encoding.
enum ID3v1 {
  /// The tag at the end of a file; empty if there is none.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  static func tags(_ reader: inout BlockReader) throws(AudioFailure) -> TrackTags {
    let tag = try reader.bytes(128, at: reader.file.sizeBytes - 128)
    guard tag.count == 128, tag.hasText("TAG", at: 0) else { return TrackTags() }
    let texts = TagText.ofUnknownEncoding(
      together: [3..<33, 33..<63, 63..<93].map { range in tag[range].prefix { $0 != 0 } }.map {
        Array($0)
      })
    return TrackTags(title: texts[0], artist: texts[1], album: texts[2])
  }
}
