import WireFormat

/// The media types of audio files, by extension.
enum MediaType {
  /// The type of a file with that path; `application/octet-stream` for any other extension.
  static func ofFile(named path: String) -> String {
    let name = path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }
    let ending = name.prefix { $0 != UInt8(ascii: ".") }
    guard ending.count < name.count else { return unknown }
    return types[String(decoding: ending.reversed(), as: UTF8.self).lowercased()] ?? unknown
  }

  private static let unknown = "application/octet-stream"

  private static let types = Dictionary(
    uniqueKeysWithValues: AudioFileType.withFFmpeg.flatMap { type in
      type.endings.map { ($0, type.mediaType) }
    })
}
