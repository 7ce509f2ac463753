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

extension CacheWarning: CustomStringConvertible {
  /// A sentence: what happened, and to what.
  public var description: String {
    switch self {
    case .databaseSetAside(let path, let movedTo, let reason):
      "The cache \(path) was damaged (\(reason)); it is now \(movedTo), and a new one is begun."
    case .damagedAnalysis(let track):
      "What the cache holds of \(track) is damaged; the track is measured again."
    case .sidecarUnwritable(let path, let reason):
      "\(path) could not be written: \(reason)."
    case .sidecarLeftAlone(let path, let reason):
      "\(path) stays as it is: \(reason)."
    }
  }
}
