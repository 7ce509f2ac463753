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
    for (name, text) in texts where !Self.isTechnical(name) {
      let key = Self.keys[name] ?? name.uppercased()
      // A name of its own is better than another one for the same thing.
      if fields[key] == nil || Self.keys[name] == nil { fields[key] = text }
    }
    self.fields = fields.map { Field(key: $0.key, text: $0.value) }.sorted { $0.key < $1.key }
    self.pictures = pictures
  }

  private static let keys = [
    "album_artist": "ALBUMARTIST", "track": "TRACKNUMBER", "part_number": "TRACKNUMBER",
    "disc": "DISCNUMBER", "year": "DATE", "date_released": "DATE", "date_recorded": "DATE",
    "encoded_by": "ENCODEDBY", "lead_performer": "ARTIST", "author": "ARTIST",
    "description": "COMMENT",
  ]

  /// Whether a tag describes the file and not the music.
  private static func isTechnical(_ name: String) -> Bool {
    technical.contains(name) || name.hasPrefix("_statistics") || name.hasPrefix("itun")
  }

  private static let technical: Set<String> = [
    "encoder", "encoding_tool", "encoding_settings", "duration", "bps", "number_of_frames",
    "number_of_bytes", "major_brand", "minor_version", "compatible_brands", "creation_time",
    "handler_name", "vendor_id", "language", "cuesheet", "source_id", "timecode",
  ]
}
