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
}
