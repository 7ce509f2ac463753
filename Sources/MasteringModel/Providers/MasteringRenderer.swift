/// Applies the changes that a recommendation predicts.
///
/// An implementation promises:
/// 1. The report's figures for the result are measured on the samples passed to the sink, not
///    predicted.
/// 2. If nothing is asked for, the sink gets the source's samples, bit for bit, if the resolution
///    can hold them.
/// 3. The same file, request and version give the same samples on the same machine.
/// 4. No true peak of the result is above the ceiling, except under ``RenderingPolicy/free``.
/// 5. A sink is finished only with a whole result, and only if the source did not change in the
///    meantime; otherwise it is discarded.
/// 6. When its task is cancelled, it stops soon and throws ``RenderingFailure/cancelled``.
public protocol MasteringRenderer: Sendable {
  /// Renders a track.
  ///
  /// - Parameters:
  ///   - makeSink: makes the sink for the result, once for each rendering; nil if only the report
  ///     is wanted.
  ///   - progress: called with the progress, which never decreases.
  func render(
    _ request: RenderingRequest, into makeSink: RenderingSinkMaker?,
    progress: (@Sendable (RenderingProgress) -> Void)?
  ) async throws(RenderingFailure) -> RenderingReport
}

/// Makes the sink for a result of this format.
public typealias RenderingSinkMaker =
  @Sendable (AudioFormat) throws(AudioWritingFailure) ->
  any AudioSink
