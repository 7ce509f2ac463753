/// The file of a track and the state of that file: changing or replacing the file changes the
/// identity.
public struct TrackIdentity: Sendable, Hashable {
  /// The file's absolute path, links resolved; for a part of a file that of the track
  /// (``TrackPath``).
  public let path: String
  /// The file's size, in bytes.
  public let sizeBytes: Int64
  /// When the file was last written, in nanoseconds since 1970-01-01 00:00 UTC; for a part of a file a
  /// digest of that and of where the part starts and ends.
  public let modifiedAtNanoseconds: Int64

  /// Creates an identity from its parts.
  public init(path: String, sizeBytes: Int64, modifiedAtNanoseconds: Int64) {
    self.path = path
    self.sizeBytes = sizeBytes
    self.modifiedAtNanoseconds = modifiedAtNanoseconds
  }
}

extension TrackIdentity {
  /// Whether both are the same state of the same file. Paths are compared byte by byte, as the
  /// system does: Swift's own comparison treats canonically equivalent names as equal.
  public static func == (left: Self, right: Self) -> Bool {
    left.sizeBytes == right.sizeBytes && left.modifiedAtNanoseconds == right.modifiedAtNanoseconds
      && left.path.utf8.elementsEqual(right.path.utf8)
  }

  /// Hashes the three; canonically equivalent names may share a hash.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(sizeBytes)
    hasher.combine(modifiedAtNanoseconds)
    hasher.combine(path)
  }
}
