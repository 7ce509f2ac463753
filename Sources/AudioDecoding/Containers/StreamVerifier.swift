import MasteringModel

/// Verifies a stream of self-contained pieces before the decoder reads it, so that the decoder
/// never sees damage, which it would skip silently or with messages on standard error.
protocol StreamVerifier: Sendable {
  /// The offset in the file before which everything is known to be sound.
  var soundEnd: Int64 { get }
  /// The result for the stream; nil until the end or damage is reached.
  var verdict: StreamVerdict? { get }

  /// Continues until everything before the offset is known to be sound, or there is a verdict.
  ///
  /// - Throws: ``AudioFailure/unreadable(path:reason:)``
  mutating func verify(through offset: Int64) throws(AudioFailure)
}

/// The result of verifying a stream.
enum StreamVerdict: Sendable, Hashable {
  /// It is sound to its end, and has this many frames of audio; nil if only decoding can tell.
  case complete(frames: Int?)
  /// It ends early or is damaged; with the declared number of frames, nil if none is declared.
  case broken(announcedFrames: Int?)
  /// Its last piece is cut off by the end of the file, and declares that this many frames of audio end
  /// within it.
  case cutOff(frames: Int)
  /// It continues in another format.
  case changes(FormatChange)
}
