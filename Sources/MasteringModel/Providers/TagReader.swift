/// Reads the tags of audio files.
///
/// A whole library is read at once, so reading must cost no more than the file's header and tags,
/// however long the audio is.
///
/// An implementation promises:
/// 1. It never blocks on something that is not a regular file; it throws
///    ``AudioFailure/notAFile(path:kind:)``, and ``AudioFailure/notFound(path:)`` where there is
///    nothing.
/// 2. For a file that is not audio it can read, it throws
///    ``AudioFailure/unsupportedFormat(path:reason:)``; reading never crashes, hangs or takes
///    memory in proportion to a number in a header.
/// 3. It returns what the file contains, and nil for what is missing; it invents nothing.
/// 4. The same file gives the same tags in every task, and a changed file gives its new ones.
public protocol TagReader: Sendable {
  /// The file's current tags.
  func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags

  /// The tags of a file that is already open, so that a file put in its place in the meantime is
  /// not read. The descriptor stays open, and its position does not matter.
  ///
  /// - Parameter path: the path it was opened by, used in failures.
  func tags(ofOpenFile descriptor: Int32, at path: String) throws(AudioFailure) -> TrackTags
}

extension TagReader {
  /// Reads the open file by the system's name for its descriptor.
  public func tags(
    ofOpenFile descriptor: Int32, at path: String
  ) throws(AudioFailure) -> TrackTags {
    try tags(ofFileAt: "/dev/fd/\(descriptor)")
  }
}
