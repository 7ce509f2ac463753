/// A problem with a cache that cost time, but never an answer.
public enum CacheWarning: Sendable, Hashable {
  /// The database was damaged: it was renamed and replaced by an empty one.
  case databaseSetAside(path: String, movedTo: String, reason: String)
  /// A stored analysis of the track is damaged; it is not used.
  case damagedAnalysis(track: String)
  /// The sidecar could not be written: a read-only folder, a full disk.
  case sidecarUnwritable(path: String, reason: String)
  /// The file in the sidecar's place is not one that may be changed; it is left as it is.
  case sidecarLeftAlone(path: String, reason: String)
}
