/// Brings about the changes that a recommendation predicts.
///
/// An implementation promises:
/// 1. What the report says of the result was measured on the samples that the sink was given, not
///    predicted.
/// 2. Asks for nothing give the sink the source's samples, bit for bit, where the resolution holds
///    them.
/// 3. The same file, request and version give the same samples on the same machine.
/// 4. No true peak of the result lies above the ceiling, except under ``RenderingPolicy/free``.
/// 5. A sink is finished only with a whole result, and only if the source was the same file all the
///    time; otherwise it is discarded.
/// 6. When its task is cancelled, it stops soon and throws ``RenderingFailure/cancelled``.
public protocol MasteringRenderer: Sendable {
  /// Renders a track.
  ///
  /// - Parameters:
  ///   - makeSink: makes what takes the result, once for each rendering; nil where only the report
  ///     is wanted.
  ///   - progress: called with what was done, never going back.
  func render(
    _ request: RenderingRequest, into makeSink: RenderingSinkMaker?,
    progress: (@Sendable (RenderingProgress) -> Void)?
  ) async throws(RenderingFailure) -> RenderingReport
}

/// Makes what takes a result of this format.
public typealias RenderingSinkMaker =
  @Sendable (AudioFormat) throws(AudioWritingFailure) ->
  any AudioSink
