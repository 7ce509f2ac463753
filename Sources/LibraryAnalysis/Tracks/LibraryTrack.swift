/// A track of a library, with its description for people.
public struct LibraryTrack: Sendable, Hashable {
  /// The number of the track: 0…2⁵³ − 1, the same as long as the file stays in its place; see
  /// ``TrackLibrary``.
  public let number: Int
  /// The file's absolute path, links resolved.
  public let path: String
  /// The title tag, or the file name without the extension; never empty.
  public let title: String
  /// The artist tag; nil if missing.
  public let artist: String?
  /// The album tag; nil if missing.
  public let album: String?
  /// The length in seconds, 0 or more; nil if unknown.
  public let durationSeconds: Double?

  /// Creates a track from its parts.
  public init(
    number: Int, path: String, title: String, artist: String? = nil, album: String? = nil,
    durationSeconds: Double? = nil
  ) {
    self.number = number
    self.path = path
    self.title = title
    self.artist = artist
    self.album = album
    self.durationSeconds = durationSeconds
  }
}
