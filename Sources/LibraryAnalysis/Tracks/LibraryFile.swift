import MasteringModel
import SystemCalls
import SystemFiles

/// A file of a library, or a part of one that is a track, with the state in which it was found.
struct LibraryFile: Sendable, Hashable {
  /// Its absolute path, with links resolved; for a part, that of the track (``TrackPath``).
  let path: String
  /// The state.
  let version: Version
  /// The path of the file that contains the part, or of the file itself.
  let filePath: String

  /// The values that change with a file.
  struct Version: Sendable, Hashable {
    let sizeBytes: Int64
    let modifiedAtNanoseconds: Int64
    /// The part of the file; nil for the whole file.
    var part: FileTrack?
  }

  /// A part of a file.
  init(_ part: FileTrack, of file: LibraryFile) {
    path = TrackPath(file: file.path, number: part.number).text
    filePath = file.filePath
    var version = file.version
    version.part = part
    self.version = version
  }

  /// The file at a path; nil if the path leads nowhere, out of the folders, to something hidden, or
  /// to something other than a regular file.
  ///
  /// - Parameter name: a path that a ``LibraryFinder`` found in the folders. It follows no link, so
  ///   only the last part can be one; checking all parts would take most of the time for a hundred
  ///   thousand files.
  init?(named name: String, in folders: LibraryFolders) {
    var status = stat()
    guard lstat(name, &status) == 0 else { return nil }
    if status.isLink {
      guard let target = try? resolvedPath(of: name), lstat(target, &status) == 0 else {
        return nil
      }
      path = target
    } else {
      path = name
    }
    guard status.isFile, folders.show(path) else { return nil }
    filePath = path
    version = Version(
      sizeBytes: Int64(status.st_size),
      modifiedAtNanoseconds: status.modifiedAtNanoseconds)
  }
}
