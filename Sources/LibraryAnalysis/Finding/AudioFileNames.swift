import WireFormat

/// Which names audio files go by.
public enum AudioFileNames {
  /// The endings of the formats that can be decoded, in lower case, without the dot.
  public static let endings = Set(AudioFileType.withFFmpeg.flatMap(\.endings))

  /// Whether a name ends like that of an audio file, in whatever case. A name that is nothing but
  /// the ending, as `.wav`, does not.
  public static func isAudio(_ name: some Collection<UInt8>) -> Bool {
    let ending = name.reversed().prefix { $0 != UInt8(ascii: ".") }
    // A stem, the dot, and at most as many characters as the longest ending has.
    guard ending.count <= 4, name.count > ending.count + 1 else { return false }
    return endings.contains(String(decoding: ending.reversed(), as: UTF8.self).lowercased())
  }
}
