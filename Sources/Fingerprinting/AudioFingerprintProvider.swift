public import MasteringModel
import Synchronization
import TruePeaks

/// Measures audio files: decodes them, and sums measures of 2048-sample frames of the signal.
///
/// The measured signal is the mean of the first two channels, resampled to 44.1 kHz. Loudness and
/// peak come from all samples; zero-crossing rate, spectral centroid, spread and 85 % rolloff are
/// means over frames of 2048 samples, 512 apart, the last three of the magnitude spectrum under a
/// Hann window. All arithmetic is binary64.
///
/// The result is the same to the last bit for any number of workers. Memory does not grow with the
/// file.
///
/// Source of the definition: librosa 0.11.0, whose values it matches.
public struct AudioFingerprintProvider: FingerprintProvider {
  private let decoder: any AudioDecoder
  private let workers: Int

  /// A provider that decodes with `decoder`.
  ///
  /// - Parameter workers: how many tasks one file may use in parallel; 1 or more. Pass 1 if many
  ///   files are analysed in parallel.
  public init(decoder: any AudioDecoder, workers: Int) {
    self.decoder = decoder
    self.workers = max(workers, 1)
  }

  /// The name of the definition of the seven metrics.
  public var definition: String { FingerprintDefinition.name }

  /// The key under which an analysis for this request is cached.
  public func key(for request: AnalysisRequest) throws(FingerprintFailure) -> FingerprintKey {
    do {
      return FingerprintKey(
        identity: try decoder.identity(ofFileAt: request.path), window: request.window,
        allowsPartialAudio: request.allowsPartialAudio, definition: definition)
    } catch { throw .audio(error) }
  }

  /// The measured track.
  public func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    try await analysis(of: try open(request.path), request, progress)
  }

  /// Measures a track through the stream that `tap` returns. If that stream does not seek exactly,
  /// it is read from start to end.
  public func analysis(
    for request: AnalysisRequest, progress: (@Sendable (AnalysisProgress) -> Void)?,
    through tap: @escaping @Sendable (any AudioStream) -> any AudioStream
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    try await analysis(of: tap(try open(request.path)), request, progress)
  }

  private func analysis(
    of stream: any AudioStream, _ request: AnalysisRequest,
    _ progress: (@Sendable (AnalysisProgress) -> Void)?
  ) async throws(FingerprintFailure) -> TrackAnalysis {
    let format = stream.format
    let window = request.window.frames(atSampleRateHz: format.sampleRateHz)
    let meter = ProgressMeter(
      expectedFrames: expectedFrames(of: format, window), sampleRateHz: format.sampleRateHz,
      report: progress)
    let run: AnalysedRun
    if let parts = parts(of: format, window: window) {
      do {
        run = try await analysedInParallel(request, firstStream: stream, parts, meter)
      } catch let failure where failure != .cancelled {
        // It is chance which part fails first, and in a file that ends early the place where the
        // parts meet is unknown. Reading it again from its start gives the answer of a single
        // worker.
        run = try await analysed(request, try open(request.path), window, meter)
      }
    } else {
      run = try await analysed(request, stream, window, meter)
    }
    return try analysis(of: run, format: format, window: window, path: request.path)
  }

  private func open(_ path: String) throws(FingerprintFailure) -> any AudioStream {
    do { return try decoder.open(path) } catch { throw .audio(error) }
  }

  private func expectedFrames(of format: AudioFormat, _ window: Int?) -> Int? {
    guard let declared = format.declaredFrames else { return nil }
    return min(declared, window ?? declared)
  }

  /// How to divide a file; nil unless the length of the signal is known and a stream can start
  /// anywhere in it.
  private func parts(of format: AudioFormat, window: Int?) -> [SignalPart]? {
    guard
      workers > 1, format.seeksExactly, format.sampleRateHz == FingerprintDefinition.sampleRateHz,
      let samples = expectedFrames(of: format, window)
    else { return nil }
    // The last part reads on to the stream's end, where a second stream may follow.
    let endsInside = window.map { $0 <= samples } ?? false
    let parts = SignalPart.parts(ofSamples: samples, among: workers, readsToEnd: !endsInside)
    return parts.count > 1 ? parts : nil
  }

  /// The run from the stream's start to its end or the window's.
  private func analysed(
    _ request: AnalysisRequest, _ stream: any AudioStream, _ window: Int?, _ meter: ProgressMeter
  ) async throws(FingerprintFailure) -> AnalysedRun {
    let signal = try MonoSignal(
      of: stream, path: request.path, frames: 0, upTo: window,
      allowsPartialAudio: request.allowsPartialAudio, toleratesDamage: true)
    return if workers > 1 {
      try await AnalysedRun(decodingAhead: SignalAhead(signal)) { meter.heard(samples: $0) }
    } else {
      try AnalysedRun(of: signal, frames: 0, upTo: nil) { meter.heard(samples: $0) }
    }
  }

  /// The same run with its parts analysed in parallel, each through its own stream.
  private func analysedInParallel(
    _ request: AnalysisRequest, firstStream: any AudioStream, _ parts: [SignalPart],
    _ meter: ProgressMeter
  ) async throws(FingerprintFailure) -> AnalysedRun {
    let runs = await withTaskGroup { group in
      for (index, part) in parts.enumerated() {
        group.addTask {
          PartOutcome(
            index: index,
            run: outcome(of: part, request, index == 0 ? firstStream : nil, meter))
        }
      }
      var runs = parts.map { _ in Result<AnalysedRun, FingerprintFailure>.failure(.cancelled) }
      for await outcome in group {
        runs[outcome.index] = outcome.run
        if case .failure = outcome.run { group.cancelAll() }
      }
      return runs
    }
    // The failure of one part cancels the others, so report the one that is not a cancellation.
    for case .failure(let failure) in runs where failure != .cancelled { throw failure }
    return AnalysedRun(
      joining: try runs.map { run throws(FingerprintFailure) in try run.get() })
  }

  /// A part's run, through `stream` or, if that is nil, through a new one. A value, because a child
  /// task's failure loses its type.
  private func outcome(
    of part: SignalPart, _ request: AnalysisRequest, _ stream: (any AudioStream)?,
    _ meter: ProgressMeter
  ) -> Result<AnalysedRun, FingerprintFailure> {
    do throws(FingerprintFailure) {
      let stream = if let stream { stream } else { try open(request.path) }
      let signal = try MonoSignal(
        of: stream, path: request.path, frames: part.firstSample,
        upTo: part.endSample, allowsPartialAudio: false, toleratesDamage: false)
      return .success(
        try AnalysedRun(of: signal, frames: part.firstFrame, upTo: part.endFrame) {
          meter.heard(samples: $0)
        })
    } catch {
      return .failure(error)
    }
  }

  private func analysis(
    of run: AnalysedRun, format: AudioFormat, window: Int?, path: String
  ) throws(FingerprintFailure) -> TrackAnalysis {
    guard run.end.samples > 0 else { throw .emptyAudio(path: path) }
    let rate = Double(format.sampleRateHz)
    let readToItsEnd = run.end.frames < window ?? .max
    do {
      return TrackAnalysis(
        fingerprint: try Fingerprint(of: run.segments, samples: run.end.samples),
        analysedSeconds: Double(run.end.frames) / rate,
        sampleRateHz: format.sampleRateHz,
        channels: format.channels,
        durationSeconds: readToItsEnd ? Double(run.end.frames) / rate : format.declaredSeconds,
        isPartial: run.end.isPartial || format.isKnownDamaged,
        truePeakDBTP: decibels(amplitude: run.peaks.truePeak))
    } catch {
      throw .invalid(path: path, error)
    }
  }
}

/// The result of one part of a file.
private struct PartOutcome: Sendable {
  let index: Int
  let run: Result<AnalysedRun, FingerprintFailure>
}

/// A run of whole segments of a signal, and the samples that its frames see.
struct SignalPart: Sendable {
  /// Its first frame.
  let firstFrame: Int
  /// The frame it ends before; nil for the last of the signal.
  let endFrame: Int?
  /// The first sample that its frames see.
  let firstSample: Int
  /// The sample after the last that they see; nil for the stream's end.
  let endSample: Int?

  /// A signal's parts, as equal as whole segments allow, at most `count`.
  ///
  /// - Parameter readsToEnd: whether the last part goes to the stream's end, and not only to the
  ///   last sample.
  static func parts(
    ofSamples samples: Int, among count: Int, readsToEnd: Bool
  ) -> [SignalPart] {
    let frames = FingerprintDefinition.frames(inSamples: samples)
    let length = SegmentSums.framesPerSegment
    let segments = (frames + length - 1) / length
    let count = min(count, segments)
    return (0..<count).map { part in
      let first = segments * part / count * length
      let end = part == count - 1 ? nil : segments * (part + 1) / count * length
      return SignalPart(
        firstFrame: first, endFrame: end,
        firstSample: FrameAnalyzer.firstSample(ofFrame: first),
        endSample: end.map { min(FrameAnalyzer.endSample(ofFrame: $0 - 1), samples) }
          ?? (readsToEnd ? nil : samples))
    }
  }
}

/// Adds up the progress of several tasks and reports it in order.
final class ProgressMeter: Sendable {
  private let expectedFrames: Int?
  private let report: (@Sendable (AnalysisProgress) -> Void)?
  private let sampleRateHz: Int
  private let heardSamples = Mutex(0)

  init(
    expectedFrames: Int?, sampleRateHz: Int, report: (@Sendable (AnalysisProgress) -> Void)?
  ) {
    self.expectedFrames = expectedFrames
    self.sampleRateHz = sampleRateHz
    self.report = report
  }

  /// Adds this many samples of the signal. Parts see a few samples twice, so the sum is capped at
  /// the expected total; it is kept in samples, because frames would be rounded at every block.
  func heard(samples: Int) {
    guard let report else { return }
    // Reported inside the lock, so that progress never decreases.
    heardSamples.withLock { total in
      total += samples
      let frames = min(
        total * sampleRateHz / FingerprintDefinition.sampleRateHz, expectedFrames ?? .max)
      report(
        AnalysisProgress(
          analysedSeconds: Double(frames) / Double(sampleRateHz),
          totalSeconds: expectedFrames.map { Double($0) / Double(sampleRateHz) }))
    }
  }
}
