/// A problem with a cache that cost time, but never an answer.
public enum CacheWarning: Sendable, Hashable {
  /// The database was damaged: it was renamed and replaced by an empty one.
  case databaseSetAside(path: String, movedTo: String, reason: String)
  /// A stored analysis of the track is damaged; it is not used.
  case damagedAnalysis(track: String)
  /// The sidecar could not be written: a read-only folder, a full disk.
  case sidecarUnwritable(path: String, reason: String)
  /// The file in the sidecar's place is not one that may be changed; it is left as it is.
  case sidecarLeftAlone(path: String, reason: SidecarRefusal)
}

/// Why a file in a sidecar's place is neither read nor changed.
public enum SidecarRefusal: Error, Hashable {
  /// It is not JSON; with the code of the syntax error and its place in bytes from 0.
  case notJSON(code: String, byteOffset: Int)
  /// It is JSON without the members of a sidecar.
  case notASidecar
  /// Its `format_version` is not one that is supported.
  case unknownFormatVersion(String)
  /// Its `processing_cache` is not an object.
  case cacheIsNoObject
  /// Our part of it was written by a newer version of this program.
  case newerPart
  /// It has more bytes than a sidecar may have.
  case tooLarge(limitBytes: Int)
  /// It is a symbolic link, which may lead to a file of others.
  case link
  /// It is a folder, a device or a pipe.
  case notAFile
}
