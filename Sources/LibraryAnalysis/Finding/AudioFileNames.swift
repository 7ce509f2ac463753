import WireFormat

/// Recognises audio files by name.
public enum AudioFileNames {
  /// The extensions of the formats that can be decoded, in lower case, without the dot.
  public static let endings = Set(AudioFileType.withFFmpeg.flatMap(\.endings))

  /// Whether a name has the extension of an audio file, ignoring case. A name that is only an
  /// extension, such as `.wav`, does not.
  public static func isAudio(_ name: some Collection<UInt8>) -> Bool {
    let ending = name.reversed().prefix { $0 != UInt8(ascii: ".") }
    // A stem, the dot, and at most as many characters as the longest extension.
    guard ending.count <= 4, name.count > ending.count + 1 else { return false }
    return endings.contains(String(decoding: ending.reversed(), as: UTF8.self).lowercased())
  }
}
