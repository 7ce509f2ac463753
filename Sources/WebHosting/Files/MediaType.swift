/// The media types of audio files, by the endings of their names.
///
/// A browser looks into the file anyway; what counts is that it knows the word.
enum MediaType {
  /// The type of a file with that path; that of any bytes where the ending is of no audio file.
  static func ofFile(named path: String) -> String {
    let name = path.utf8.reversed().prefix { $0 != UInt8(ascii: "/") }
    let ending = name.prefix { $0 != UInt8(ascii: ".") }
    guard ending.count < name.count else { return unknown }
    return types[String(decoding: ending.reversed(), as: UTF8.self).lowercased()] ?? unknown
  }

  private static let unknown = "application/octet-stream"

  private static let types = [
    "wav": "audio/wav", "wave": "audio/wav", "bwf": "audio/wav", "rf64": "audio/wav",
    "w64": "audio/x-w64", "aif": "audio/aiff", "aiff": "audio/aiff", "aifc": "audio/aiff",
    "au": "audio/basic", "snd": "audio/basic", "caf": "audio/x-caf", "flac": "audio/flac",
    "ogg": "audio/ogg", "oga": "audio/ogg", "opus": "audio/ogg", "mp1": "audio/mpeg",
    "mp2": "audio/mpeg", "mp3": "audio/mpeg", "mpga": "audio/mpeg",
  ]
}
