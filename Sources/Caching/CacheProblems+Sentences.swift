import GRDB
import SystemCalls

extension CacheWarning: CustomStringConvertible {
  /// A sentence: what happened, and to what.
  public var description: String {
    switch self {
    case .databaseSetAside(let path, let movedTo, let reason):
      "The cache \(path) was damaged (\(reason)). It was moved to \(movedTo), and a new one was created."
    case .damagedAnalysis(let track):
      "The cached entry for \(track) is damaged; the track is measured again."
    case .sidecarUnwritable(let path, let reason):
      "\(path) could not be written: \(reason)."
    case .sidecarLeftAlone(let path, let reason):
      "\(path) is left unchanged: \(reason.words)."
    }
  }
}

extension SidecarRefusal {
  /// What is wrong with the file, as the end of a sentence.
  fileprivate var words: String {
    switch self {
    case .notJSON(let code, let byteOffset): "it is not JSON (\(code), byte \(byteOffset))"
    case .notASidecar: "it is JSON, but not a sidecar"
    case .unknownFormatVersion(let version): "its format version \(version) is not known"
    case .cacheIsNoObject: "its processing_cache is not an object"
    case .newerPart: "a newer version of this program wrote it"
    case .tooLarge(let limitBytes): "it is larger than \(limitBytes >> 20) MiB"
    case .link: "it is a link"
    case .notAFile: "it is not a regular file"
    }
  }
}

extension CacheVerification.Problem: CustomStringConvertible {
  /// A sentence for people.
  public var description: String {
    switch self {
    case .damagedFile(let words): "The file is damaged: \(words)."
    case .damagedAnalysis(let track): "The analysis of \(track) differs from what was stored."
    case .damagedLoudness(let track): "The loudness of \(track) differs from what was stored."
    }
  }
}

extension CacheTrouble {
  /// What happened, in words without a path, because they may be sent over a network.
  var reason: String {
    switch self {
    case .damaged(let words): "the database is damaged (\(words))"
    case .foreign: "the file is another program's database, and is left alone"
    case .newerSchema: "the database was written by a newer version of this program"
    case .notOurs: "the file is not a cache of this program, and is left alone"
    case .foreignNeighbour(let suffix):
      "the file with the same name and the ending \(suffix) is not the cache's, and is left alone; "
        + "move it, or name another cache"
    case .noLocks:
      "its file system does not support locks; name a database on a local disk"
    case .noPlace:
      "the database is damaged, and other programs' files have all the names for a backup"
    case .system(let error): error.text
    case .database(let error):
      switch error.resultCode {
      case .SQLITE_BUSY, .SQLITE_LOCKED: "another process has locked the database"
      case .SQLITE_FULL: "there is no space left"
      case .SQLITE_READONLY: "the database is read-only"
      case .SQLITE_CANTOPEN: "the database cannot be opened"
      case .SQLITE_IOERR: "the disk cannot be read or written"
      default: error.message ?? error.resultCode.description
      }
    }
  }
}
