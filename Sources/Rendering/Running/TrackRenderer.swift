import Concurrency
import Fingerprinting
public import MasteringModel

/// Renders tracks: measures, solves, renders, measures the result, and corrects, as a rule once.
///
/// A track is read three times, and twice more for each correction: to measure it, to gather its block
/// statistics under the shelf, and to render it. Unless it is long it is decoded only once
/// (`KeptSamples`); a correction that does not change the shelf needs no new statistics. What grows
/// with the track are these, 28 bytes per 1.45 ms, and the gains; for long tracks most of it lies in
/// temporary files (`LongRow`).
public struct TrackRenderer: MasteringRenderer {
  let decoder: any AudioDecoder
  private let meter: (any LoudnessMeter)?
  private let keepsHistory: Bool

  /// A renderer that reads its sources with `decoder`.
  ///
  /// - Parameters:
  ///   - meter: measures the loudness of sources and results; without one, no integrated loudness can
  ///     be aimed for.
  ///   - keepsHistory: whether reports contain how both developed, in at most 600 values.
  public init(
    decoder: any AudioDecoder, meter: (any LoudnessMeter)? = nil, keepsHistory: Bool = false
  ) {
    self.decoder = decoder
    self.meter = meter
    self.keepsHistory = keepsHistory
  }

  /// The longest track that is rendered, in seconds. Four hours take 280 MB of statistics, in
  /// temporary files.
  public static let longestSeconds = 4 * 3600

  /// Renders a track; see ``MasteringRenderer``.
  public func render(
    _ request: RenderingRequest, into makeSink: RenderingSinkMaker?,
    progress: (@Sendable (RenderingProgress) -> Void)?
  ) async throws(RenderingFailure) -> RenderingReport {
    let identity = try identity(of: request.path)
    let source = try measured(request.path, keepsSamples: true, progress)
    var aim = RenderingAim(at: request, of: source)
    let isLevelFixed = if case .fixed = request.level { true } else { false }
    var corrections = RenderingCorrections(of: source, isLevelFixed: isLevelFixed)
    var renders = 0
    var shelved: ShelvedTrack?
    while true {
      let solution = try solution(for: aim, of: source, request, &shelved, progress)
      let sink = try makeSink.map { make throws(RenderingFailure) in
        do throws(AudioWritingFailure) { return try make(source.format) } catch {
          throw .destination(error)
        }
      }
      var isKept = false
      defer { if !isKept { sink?.discard() } }
      renders += 1
      let attempt = try rendered(
        solution, of: source, request, into: sink, renders: renders, progress)
      if let next = corrections.next(after: aim, solution, attempt.report) {
        guard try self.identity(of: request.path) == identity else {
          throw .sourceChanged(path: request.path)
        }
        aim = next
        continue
      }
      let report = try bounded(attempt, request, progress)
      guard try self.identity(of: request.path) == identity else {
        throw .sourceChanged(path: request.path)
      }
      do throws(AudioWritingFailure) { try sink?.finish() } catch { throw .destination(error) }
      isKept = true
      return report
    }
  }

  /// The shelf and the level for a request, with the dynamics unchanged.
  func staticSolution(
    for request: RenderingRequest, _ progress: (@Sendable (RenderingProgress) -> Void)?
  ) throws(RenderingFailure) -> RenderingSolution {
    let source = try measured(request.path, keepsSamples: true, progress)
    var aim = RenderingAim(at: request, of: source)
    aim.crestDB = nil
    var shelved: ShelvedTrack?
    return try solution(for: aim, of: source, request, &shelved, progress)
  }

  func identity(of path: String) throws(RenderingFailure) -> TrackIdentity {
    do { return try decoder.identity(ofFileAt: path) } catch { throw .source(.audio(error)) }
  }

  private func open(_ path: String) throws(RenderingFailure) -> any AudioStream {
    do { return try decoder.open(path) } catch { throw .source(.audio(error)) }
  }

  /// The next reading of a source, from what was kept of the first if it was.
  private func reopen(
    _ path: String, _ source: MeasuredSource
  ) throws(RenderingFailure) -> any AudioStream {
    if let kept = source.kept?.stream() { return kept }
    return try open(path)
  }

  /// The first reading: fingerprint, centroid under several shelves, length, and if wanted the levels.
  ///
  /// - Parameter keepsSamples: whether the next readings follow soon, so that it pays to keep what was
  ///   decoded.
  func measured(
    _ path: String, keepsSamples: Bool = false, metersLevels: Bool = true,
    _ progress: (@Sendable (RenderingProgress) -> Void)?
  ) throws(RenderingFailure) -> MeasuredSource {
    let decoded = try open(path)
    let kept = keepsSamples ? KeptSamples(of: decoded.format, path: path) : nil
    let stream = try metered(decoded, keeping: kept, metersLevels: metersLevels, path: path)
    let format = stream.format
    // A track that declares its length is refused before it is read for hours.
    try refuseLong(frames: format.declaredFrames ?? 0, format, path)
    let expected = format.declaredFrames.map {
      max(1, Double($0) * 44_100 / Double(format.sampleRateHz))
    }
    var heard = 0
    let analysis: WeightedAnalysis
    do {
      analysis = try WeightedAnalysis(
        of: stream, path: path,
        weightings: CentroidCurve.weightings(
          bins: FingerprintDefinition.bins, binWidthHz: FingerprintDefinition.binWidthHz)
      ) { samples in
        heard += samples
        if let expected {
          progress?(
            RenderingProgress(stage: .measuring, fraction: min(Double(heard) / expected, 1)))
        }
      }
    } catch {
      throw error == .cancelled ? .cancelled : .source(error)
    }
    try refuseLong(frames: analysis.frames, format, path)
    return MeasuredSource(
      format: format, fingerprint: analysis.fingerprint,
      curve: CentroidCurve(centroidsHz: analysis.centroidsHz),
      highestSample: stream.highestSample,
      grid: BlockGrid(sampleRateHz: format.sampleRateHz, frames: analysis.frames),
      levels: try levels(of: stream, path: path), kept: kept)
  }

  private func refuseLong(
    frames: Int, _ format: AudioFormat, _ path: String
  ) throws(RenderingFailure) {
    guard frames / format.sampleRateHz > Self.longestSeconds else { return }
    throw .tooLong(
      path: path, seconds: Double(frames) / Double(format.sampleRateHz),
      limitSeconds: Self.longestSeconds)
  }

  private func metered(
    _ stream: any AudioStream, sink: (any AudioSink)? = nil, keeping kept: KeptSamples? = nil,
    metersLevels: Bool = true, path: String
  ) throws(RenderingFailure) -> MeteredStream {
    do throws(LoudnessMeterFailure) {
      return try MeteredStream(
        stream, sink: sink, keeping: kept, loudnessMeter: meter, keepsHistory: keepsHistory,
        metersLevels: metersLevels)
    } catch {
      throw .loudness(.meter(path: path, error))
    }
  }

  private func levels(
    of stream: MeteredStream, path: String
  ) throws(RenderingFailure) -> SignalLevels? {
    do throws(LoudnessMeterFailure) { return try stream.levels() } catch {
      throw .loudness(.meter(path: path, error))
    }
  }

  /// The second reading: the block statistics under the aim's shelf, and from them the gains.
  ///
  /// - Parameter shelved: the statistics of the aim before, replaced by those of this one if its shelf
  ///   is another.
  func solution(
    for aim: RenderingAim, of source: MeasuredSource, _ request: RenderingRequest,
    _ shelved: inout ShelvedTrack?, _ progress: (@Sendable (RenderingProgress) -> Void)?
  ) throws(RenderingFailure) -> RenderingSolution {
    if let untouched = RenderingSolution(untouching: source, request) { return untouched }
    let shelfGainDB = ShelfFilter.quantised(aim.shelfGainDB)
    let statistics: BlockStatistics
    if let shelved, shelved.shelfGainDB == shelfGainDB {
      statistics = shelved.statistics
    } else {
      // The old ones make room first.
      shelved = nil
      statistics = try self.statistics(
        of: request.path, source, shelfGainDB: shelfGainDB, progress)
      shelved = ShelvedTrack(shelfGainDB: shelfGainDB, statistics: statistics)
    }
    return RenderingSolution(
      for: aim, statistics, policy: request.policy, ceiling: request.ceiling,
      level: request.level)
  }

  /// The block statistics of a track under a shelf; each block is read and shelved while the one before is
  /// looked at.
  func statistics(
    of path: String, _ source: MeasuredSource, shelfGainDB: Double,
    _ progress: (@Sendable (RenderingProgress) -> Void)?
  ) throws(RenderingFailure) -> BlockStatistics {
    let grid = source.grid
    let shelf = ShelfFilter(highGainDB: shelfGainDB, sampleRateHz: grid.sampleRateHz)
    // Sums of the highest samples have no room in binary32.
    let plan: RenderingPlan =
      source.highestSample > BlockStatisticsBuilder.highSample
      ? .unlevelled(shelf: shelf, grid: grid) : .rough(shelf: shelf, grid: grid)
    let shelved = RenderedStream(
      of: try reopen(path, source), path: path, plan: plan, resolution: .float32)
    do throws(FingerprintFailure) {
      var builder = try BlockStatisticsBuilder(
        grid: grid, channels: source.format.channels, highestSample: source.highestSample)
      // Waking another thread costs as much as a thousand frames.
      var block = [Float](repeating: 0, count: 65_536 * source.format.channels)
      var ahead = block
      var count = try Self.read(shelved, into: &ahead)
      var frames = 0
      while count > 0 {
        swap(&block, &ahead)
        frames += count
        // Before the next reading, which may wait for a drive.
        progress?(
          RenderingProgress(stage: .solving, fraction: Double(frames) / Double(grid.frames)))
        if Task.isCancelled { throw FingerprintFailure.cancelled }
        var next = Result<Int, FingerprintFailure>.success(0)
        atOnce(
          {
            next = Result { () throws(FingerprintFailure) in try Self.read(shelved, into: &ahead) }
          },
          elsewhere: { builder.append(block, frames: count) })
        count = try next.get()
      }
      return builder.finish()
    } catch {
      throw error == .cancelled ? .cancelled : .source(error)
    }
  }

  private static func read(
    _ stream: RenderedStream, into block: inout [Float]
  ) throws(FingerprintFailure) -> Int {
    do { return try stream.read(into: &block) } catch { throw .audio(error) }
  }

  /// The third reading: the result is measured on its way to the sink, and so is the source if its levels
  /// are not known yet.
  func rendered(
    _ solution: RenderingSolution, of source: MeasuredSource, _ request: RenderingRequest,
    into sink: (any AudioSink)?, renders: Int,
    _ progress: (@Sendable (RenderingProgress) -> Void)?
  ) throws(RenderingFailure) -> RenderingAttempt {
    let reopened = try reopen(request.path, source)
    let original = source.levels == nil ? try metered(reopened, path: request.path) : nil
    let stream = RenderedStream(
      of: original ?? reopened, path: request.path, plan: solution.plan,
      resolution: request.resolution)
    let result = try metered(stream, sink: sink, path: request.path)
    let samples = FingerprintDefinition.samples(
      inFrames: source.grid.frames, atSampleRateHz: source.grid.sampleRateHz)
    var heard = 0
    let analysis: WeightedAnalysis
    do {
      analysis = try WeightedAnalysis(of: result, path: request.path, weightings: []) { count in
        heard += count
        progress?(
          RenderingProgress(
            stage: .rendering, fraction: min(Double(heard) / Double(max(samples, 1)), 1)))
      }
    } catch {
      if let failure = result.sinkFailure() { throw .destination(failure) }
      // The source's own samples were found to be finite.
      if case .nonFiniteSamples = error {
        throw .destination(
          AudioWritingFailure(
            path: request.path,
            reason: .unsupported("some of its samples are too large for 32-bit floats")))
      }
      throw error == .cancelled ? .cancelled : .source(error)
    }
    if let failure = result.sinkFailure() { throw .destination(failure) }
    var before = source.levels
    if let original { before = try levels(of: original, path: request.path) }
    guard let before, let after = try levels(of: result, path: request.path) else {
      preconditionFailure("The result is metered, and so is a source without levels.")
    }
    return RenderingAttempt(
      source: source.with(before), solution: solution, rounding: stream.rounding,
      report: RenderingReport.measured(
        request, source: source, before, result: analysis.fingerprint, after,
        solution: solution, rounding: stream.rounding, renders: renders))
  }
}
