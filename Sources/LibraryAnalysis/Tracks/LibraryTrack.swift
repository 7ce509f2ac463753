/// A track of a library, with what people tell it by.
public struct LibraryTrack: Sendable, Hashable {
  /// The number the track is known by: 0…2⁵³ − 1, the same for as long as the file stays where it
  /// is; see ``TrackLibrary``.
  public let number: Int
  /// The file's absolute path, links resolved.
  public let path: String
  /// What the file says, or its name without the ending; never empty.
  public let title: String
  /// Who plays it; nil where the file does not say.
  public let artist: String?
  /// The album it is from; nil where the file does not say.
  public let album: String?
  /// How long it is, in seconds, 0 or more; nil where the file does not say.
  public let durationSeconds: Double?

  /// A track from its parts.
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
