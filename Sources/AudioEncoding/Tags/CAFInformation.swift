import SystemCalls

/// The information chunk of a CAF file: any number of texts with names (Apple Core Audio Format
/// Specification 1.0, "Information Chunk"). There is no chunk for pictures.
enum CAFInformation {
  /// The most bytes of it that are read.
  private static let mostBytes = 1 << 20
  /// The most chunks that are searched.
  private static let mostChunks = 10_000

  /// The fields of a file; nil if it is not a CAF file.
  static func fields(ofOpenFile descriptor: Int32) -> [CarriedTags.Field]? {
    guard let header = bytes(8, of: descriptor, at: 0), header.starts(with: Array("caff".utf8))
    else { return nil }
    var offset: Int64 = 8
    for _ in 0..<mostChunks {
      guard let chunk = bytes(12, of: descriptor, at: offset) else { break }
      let size = chunk[4...].reduce(into: Int64(0)) { $0 = $0 << 8 | Int64($1) }
      if chunk.starts(with: Array("info".utf8)), size <= mostBytes, size > 4,
        let content = bytes(Int(size), of: descriptor, at: offset + 12)
      {
        return fields(in: content[4...])
      }
      // −1 is the size of audio that extends to the end.
      let (next, overflows) = (offset + 12).addingReportingOverflow(size)
      guard size >= 0, !overflows else { break }
      offset = next
    }
    return []
  }

  private static func fields(in content: ArraySlice<UInt8>) -> [CarriedTags.Field] {
    let texts = content.split(separator: 0, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    return stride(from: 0, to: texts.count - 1, by: 2).compactMap { index in
      let key =
        (keys + otherKeys).first { $0.information == texts[index].lowercased() }?.field
        ?? texts[index].uppercased()
      return key.isEmpty ? nil : CarriedTags.Field(key: key, value: texts[index + 1])
    }
  }

  /// Appends a chunk after the last one.
  ///
  /// - Returns: whether all of it was written.
  static func append(_ fields: [CarriedTags.Field], toOpenFile descriptor: Int32) -> Bool {
    // Each name comes once; a text ends with a NUL.
    var names: [String] = []
    var values: [String: String] = [:]
    for field in fields {
      let name = keys.first { $0.field == field.key }?.information ?? field.key.lowercased()
      if let value = values[name] {
        values[name] = value + "; " + field.value
      } else {
        names.append(name)
        values[name] = field.value
      }
    }
    var content = bigEndian(names.count, bytes: 4)
    for name in names {
      for text in [name, values[name] ?? ""] { content += text.utf8.filter { $0 != 0 } + [0] }
    }
    let chunk = Array("info".utf8) + bigEndian(content.count, bytes: 8) + content
    guard lseek(descriptor, 0, SEEK_END) >= 0 else { return false }
    return Descriptor(number: descriptor).write(chunk) == nil
  }

  /// The specification's names for TagLib's keys.
  private static let keys: [(information: String, field: String)] = [
    ("title", "TITLE"), ("artist", "ARTIST"), ("album", "ALBUM"), ("track number", "TRACKNUMBER"),
    ("recorded date", "DATE"), ("composer", "COMPOSER"), ("lyricist", "LYRICIST"),
    ("genre", "GENRE"), ("comments", "COMMENT"), ("copyright", "COPYRIGHT"), ("tempo", "BPM"),
    ("encoding application", "ENCODING"), ("key signature", "INITIALKEY"),
  ]

  /// Names that FFmpeg and other programs use for them.
  private static let otherKeys: [(information: String, field: String)] = [
    ("track", "TRACKNUMBER"), ("date", "DATE"), ("year", "DATE"), ("comment", "COMMENT"),
    ("album_artist", "ALBUMARTIST"),
  ]

  private static func bigEndian(_ number: Int, bytes: Int) -> [UInt8] {
    (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static func bytes(_ count: Int, of descriptor: Int32, at offset: Int64) -> [UInt8]? {
    var block = [UInt8](repeating: 0, count: count)
    let read = block.withUnsafeMutableBytes {
      Descriptor(number: descriptor).read(into: $0, at: offset)
    }
    return (try? read.get()) == count ? block : nil
  }
}
