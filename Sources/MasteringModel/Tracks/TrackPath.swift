/// The path of a track that is a part of a file: that of the file, a slash, and the track's number, as
/// `album.flac/03`.
///
/// No file can have such a path, because a file contains no other files. A path such as `music/03`
/// can look the same; it is a track's path only if the part before the number is a file.
public struct TrackPath: Sendable, Hashable {
  /// The file's path.
  public let file: String
  /// The track's number, 1…``FileTrack/largestNumber``.
  public let number: Int

  /// The path of a track.
  public init(file: String, number: Int) {
    self.file = file
    self.number = number
  }

  /// Splits a path; nil unless it ends in a slash and a number of one to three digits.
  public init?(_ path: String) {
    let digits = path.utf8.suffix(4).reversed().prefix { (0x30...0x39).contains($0) }
    guard (1...3).contains(digits.count), path.utf8.count > digits.count + 1,
      path.utf8.dropLast(digits.count).last == UInt8(ascii: "/")
    else { return nil }
    let number = digits.reversed().reduce(0) { $0 * 10 + Int($1 - 0x30) }
    guard (1...FileTrack.largestNumber).contains(number) else { return nil }
    self.init(
      file: String(decoding: path.utf8.dropLast(digits.count + 1), as: UTF8.self), number: number)
  }

  /// The path, with two digits or more.
  public var text: String { "\(file)/\(name)" }

  /// The part after the slash.
  public var name: String { number < 10 ? "0\(number)" : "\(number)" }
}
