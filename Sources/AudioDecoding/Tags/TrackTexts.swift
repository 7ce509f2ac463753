/// All text fields of a file, and how many pictures it has, as FFmpeg reads them.
public struct TrackTexts: Sendable, Hashable {
  /// The fields, sorted by key.
  public let fields: [Field]
  /// How many pictures it has; these are not read.
  public let pictures: Int

  /// A text field.
  public struct Field: Sendable, Hashable {
    /// TagLib's name for it, in capitals: `TITLE`, `ALBUMARTIST`.
    public let key: String
    /// The text.
    public let text: String
  }

  /// Fields from FFmpeg's names in small letters.
  init(_ texts: [String: String], pictures: Int) {
    var fields: [String: String] = [:]
    // A name of its own is better than another one for the same thing, and the earlier of those better than the
    // later.
    for (name, text) in texts where !Self.isTechnical(name) && Self.otherNames[name] == nil {
      fields[name.uppercased()] = text
    }
    for (name, key) in Self.others {
      guard let text = texts[name] else { continue }
      // What is said a second time in other words is kept under its own name.
      if fields[key] == nil { fields[key] = text } else { fields[name.uppercased()] = text }
    }
    self.fields = fields.map { Field(key: $0.key, text: $0.value) }.sorted { $0.key < $1.key }
    self.pictures = pictures
  }

  /// Other names and the keys that they stand for, the better ones first.
  private static let others = [
    ("album_artist", "ALBUMARTIST"), ("track", "TRACKNUMBER"), ("part_number", "TRACKNUMBER"),
    ("disc", "DISCNUMBER"), ("date_released", "DATE"), ("year", "DATE"), ("date_recorded", "DATE"),
    ("encoded_by", "ENCODEDBY"), ("lead_performer", "ARTIST"), ("author", "ARTIST"),
    ("description", "COMMENT"),
  ]
  private static let otherNames = Dictionary(uniqueKeysWithValues: others)

  /// Whether a tag describes the file and not the music.
  private static func isTechnical(_ name: String) -> Bool {
    technical.contains(name) || name.hasPrefix("_statistics")
  }

  private static let technical: Set<String> = [
    "encoder", "encoding_tool", "encoding_settings", "duration", "bps", "number_of_frames",
    "number_of_bytes", "major_brand", "minor_version", "compatible_brands", "creation_time",
    "handler_name", "vendor_id", "language", "cuesheet", "source_id", "timecode",
  ]
}
