import MasteringModel

/// Looks over a stream of self-contained pieces before the decoder does, so that the decoder never
/// sees damage, which it would skip in silence or with remarks on the standard error stream.
protocol StreamVerifier: Sendable {
  /// The offset in the file before which everything is sound, so far as was looked.
  var soundEnd: Int64 { get }
  /// What became of the stream; nil until the end or damage is reached.
  var verdict: StreamVerdict? { get }

  /// Looks on until everything before the offset is sound, or there is a verdict.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func verify(through offset: Int64) throws(AudioFailure)
}

/// What became of a stream that was looked over.
enum StreamVerdict: Sendable, Hashable {
  /// It is sound to its end, and has this many frames of audio; nil where only decoding can show.
  case complete(frames: Int?)
  /// It ends or breaks early. With the number of frames that it announces; nil where it announces none.
  case broken(announcedFrames: Int?)
  /// It goes on in another format.
  case changes(FormatChange)
}
