import MasteringModel
import SystemCalls
import SystemFiles

/// A file of a library or a part of one that is a track, and the state it was found in.
struct LibraryFile: Sendable, Hashable {
  /// Its absolute path, links resolved; of a part that of the track (``TrackPath``).
  let path: String
  /// The state.
  let version: Version
  /// The path of the file that the part is in, or of the file itself.
  let filePath: String

  /// What differs when a file was changed.
  struct Version: Sendable, Hashable {
    let sizeBytes: Int64
    let modifiedAtNanoseconds: Int64
    /// Which part of the file it is; nil for all of it.
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

  /// The file that a name leads to; nil where it leads nowhere, out of the folders, to what is hidden,
  /// or to what is no regular file.
  ///
  /// - Parameter name: a path that a ``LibraryFinder`` found in the folders. It follows no link, so
  ///   that only the last part can be one; looking at all parts, for a hundred thousand files, would
  ///   take most of the time.
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
