/// What an audio file says of the track in it.
///
/// Tags are written by whatever program people have had, so the texts are put in order here, once,
/// wherever they are shown: see ``init(title:artist:album:durationSeconds:)``.
public struct TrackTags: Sendable, Hashable {
  /// The most bytes of UTF-8 that a text has: enough for every title that means something, and a
  /// library of 100,000 tracks stays a matter of megabytes whatever is written in them.
  public static let longestTextByteCount = 512

  /// The track's title; nil when the file does not say.
  public let title: String?
  /// Who plays it; nil when the file does not say.
  public let artist: String?
  /// The album it is from; nil when the file does not say.
  public let album: String?
  /// How long the track is by the file's own account, in seconds, 0 or more; nil when it does not
  /// say.
  public let durationSeconds: Double?

  /// Tags from what was read.
  ///
  /// - Parameters:
  ///   - title: the title in any state, as the other texts. Line breaks and tabs become a space;
  ///     other control characters and those that turn the direction of what follows them go, and so
  ///     does white space at the ends. What is longer than ``longestTextByteCount`` is cut between
  ///     two characters. A text of which nothing is left, or nothing but replacement characters
  ///     (U+FFFD), is nil.
  ///   - artist: who plays it.
  ///   - album: the album it is from.
  ///   - durationSeconds: the length; nil in place of what is negative or not a finite number.
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

  /// As many whole characters from the start as may be kept; none of a text that begins with a
  /// single one that is too long.
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

  /// Not a control character, none that turns the direction or marks the order of bytes, and none
  /// that Unicode says is no character. Numbers rather than the library's tables, which take as long
  /// for a text as reading the file.
  private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20..<0x7F: true
    case 0..<0x20, 0x7F..<0xA0: false
    case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF: false
    case 0xFDD0...0xFDEF: false
    default: scalar.value & 0xFFFE != 0xFFFE
    }
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar.isASCII ? scalar == " " : scalar.properties.isWhitespace
  }
}
