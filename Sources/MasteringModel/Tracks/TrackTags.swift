/// The tags of an audio file.
///
/// Tags are written by all kinds of programs, so the texts are cleaned here, once, for every place
/// that shows them: see ``init(title:artist:album:durationSeconds:)``.
public struct TrackTags: Sendable, Hashable {
  /// The most bytes of UTF-8 that a text has: enough for every meaningful title, and small enough
  /// that the tags of 100,000 tracks take only megabytes.
  public static let longestTextByteCount = 512

  /// The track's title; nil when the file does not say.
  public let title: String?
  /// Who plays it; nil when the file does not say.
  public let artist: String?
  /// The album it is from; nil when the file does not say.
  public let album: String?
  /// How long the track is as declared, in seconds, 0 or more; nil if it is not declared.
  public let durationSeconds: Double?

  /// Tags from what was read.
  ///
  /// - Parameters:
  ///   - title: the title, unprocessed like the other texts. Line breaks and tabs become a space;
  ///     other control characters, characters that change the text direction, and white space at
  ///     the ends are removed. A text longer than ``longestTextByteCount`` is cut between two
  ///     characters. A text that is then empty, or has only replacement characters (U+FFFD),
  ///     becomes nil.
  ///   - artist: who plays it.
  ///   - album: the album it is from.
  ///   - durationSeconds: the length; a negative or non-finite number becomes nil.
  public init(
    title: String? = nil, artist: String? = nil, album: String? = nil,
    durationSeconds: Double? = nil
  ) {
    self.title = title.flatMap { Self.inOrder($0) }
    self.artist = artist.flatMap { Self.inOrder($0) }
    self.album = album.flatMap { Self.inOrder($0) }
    // 0 in place of −0.0 too.
    self.durationSeconds = durationSeconds.flatMap { $0.isFinite && $0 >= 0 ? $0.magnitude : nil }
  }

  private static func inOrder(_ text: String) -> String? {
    var tidy = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if breaksLine(scalar) {
        if let last = tidy.last, !isBlank(last) { tidy.append(" ") }
      } else if isShown(scalar), !(tidy.isEmpty && isBlank(scalar)) {
        tidy.append(scalar)
      }
    }
    let text = cut(String(tidy))
    let scalars = text.unicodeScalars
    guard let end = scalars.lastIndex(where: { !isBlank($0) }),
      scalars.contains(where: { $0 != "\u{FFFD}" && !isBlank($0) })
    else { return nil }
    return String(scalars[...end])
  }

  /// As many whole characters from the start as fit; none if the first alone is too long.
  private static func cut(_ text: String) -> String {
    guard text.utf8.count > longestTextByteCount else { return text }
    var byteCount = 0
    return String(
      text.prefix { character in
        byteCount += character.utf8.count
        return byteCount <= longestTextByteCount
      })
  }

  private static func breaksLine(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09...0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }

  /// Whether a scalar is shown: not a control character, direction mark, byte order mark or
  /// noncharacter. Code point ranges are used because the library's tables take as long for a text
  /// as reading the file.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: true
    case 0..<0x20, 0x7F..<0xA0: false
    case 0xFEFF, 0xFDD0...0xFDEF: false
    default: !scalar.setsDirection && scalar.value & 0xFFFE != 0xFFFE
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? scalar == " " : scalar.properties.isWhitespace
  }
}
