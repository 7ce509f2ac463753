/// Reads what audio files say of the tracks in them.
///
/// A whole library is read at a stretch, so reading is to cost what a file's header and its tags
/// cost, however long the audio is.
///
/// An implementation promises:
/// 1. It never blocks on something that is not a regular file; it throws
///    ``AudioFailure/notAFile(path:kind:)``, and ``AudioFailure/notFound(path:)`` where there is
///    nothing.
/// 2. A file that is not audio it can read is ``AudioFailure/unsupportedFormat(path:reason:)``;
///    reading never crashes, hangs or takes memory in proportion to a number in a header.
/// 3. It gives what the file says, and nil for what it does not say; it makes nothing up.
/// 4. The same file gives the same tags whichever task asks, and a file that was changed its new
///    ones.
public protocol TagReader: Sendable {
  /// What the file says now.
  func tags(ofFileAt path: String) throws(AudioFailure) -> TrackTags

  /// What a file says that is open already, so that whatever is put in its place meanwhile is not
  /// read. The descriptor stays open, and its position does not matter.
  ///
  /// - Parameter path: where it was opened; failures have this path.
  func tags(ofOpenFile descriptor: Int32, at path: String) throws(AudioFailure) -> TrackTags
}

extension TagReader {
  /// Reads the open file by the name that the system has for it.
  public func tags(
    ofOpenFile descriptor: Int32, at path: String
  ) throws(AudioFailure) -> TrackTags {
    try tags(ofFileAt: "/dev/fd/\(descriptor)")
  }
}
