public import MasteringModel

/// A track after one reading: the start of every plan for it (REN-22).
public struct MeasuredTrack: Sendable {
  /// The file that was read, and its state.
  public let identity: TrackIdentity
  /// The path it was read by.
  public let path: String
  let source: MeasuredSource

  /// The fingerprint of the whole track.
  public var fingerprint: Fingerprint { source.fingerprint }
  /// The format of its samples.
  public var format: AudioFormat { source.format }
  /// Frames of the track.
  public var frames: Int { source.grid.frames }
  /// The highest true peak of its channels, in dBTP; nil if levels were not metered.
  public var truePeakDBTP: Double? { source.levels?.truePeakDBTP }

  /// The same without its samples, to be kept for longer.
  public var withoutSamples: MeasuredTrack {
    MeasuredTrack(identity: identity, path: path, source: source.withoutSamples)
  }

  /// Its size in memory without samples, in bytes.
  public var byteCount: Int {
    let values = source.levels?.loudness?.history.map {
      $0.momentaryLUFS.count + $0.shortTermLUFS.count
    }
    return 1_024 + (values ?? 0) * MemoryLayout<Double?>.stride
  }
}

/// The block statistics of a track under a shelf, from which any loudness and any dynamics can be
/// solved without reading the track again.
public struct ShelvedTrack: Sendable {
  /// The shelf's gain, in dB.
  public let shelfGainDB: Double
  let statistics: BlockStatistics

  /// Its size in bytes, in memory or for long tracks in temporary files: 28 for each block of about
  /// 1.45 ms.
  public var byteCount: Int { 28 * statistics.grid.blocks }
}

/// A solved plan for a request, before anything is rendered.
public struct PlannedRendering: Sendable {
  /// What was asked for.
  public let request: RenderingRequest
  /// The track it is for.
  public let track: MeasuredTrack
  let solution: RenderingSolution

  /// Everything needed to render any part of it.
  public var plan: RenderingPlan { solution.plan }
  /// The plan's size in memory, in bytes.
  public var byteCount: Int { plan.byteCount + 4 * solution.gainsDB.count }
  /// The gain of the whole track, in dB.
  public var levelDB: Double { solution.levelDB }
}

/// Planning in steps, for callers that keep the result of each: another loudness or other dynamics
/// need only the last step, another brightness the last two.
extension TrackRenderer {
  /// The file at a path, and its current state.
  public func identity(ofTrackAt path: String) throws(RenderingFailure) -> TrackIdentity {
    try identity(of: path)
  }

  /// Reads a whole track: fingerprint, centroids under several shelves, length, and its levels.
  ///
  /// - Parameters:
  ///   - keepsSamples: whether the result keeps the decoded samples, so that a shelf right after it needs
  ///     no second decoding. They take up to 48 MiB of memory, or for tracks of more than about five
  ///     minutes up to 256 MiB of a temporary file, until no copy of the result is left.
  ///   - metersLevels: whether true peak and loudness are metered, which takes about as long as the rest.
  ///     A request for an integrated loudness needs them. If they are missing, ``measuredResult(of:progress:)``
  ///     meters them with the result.
  public func measuredTrack(
    _ path: String, keepsSamples: Bool = false, metersLevels: Bool = true,
    progress: (@Sendable (RenderingProgress) -> Void)? = nil
  ) throws(RenderingFailure) -> MeasuredTrack {
    let identity = try identity(of: path)
    let source = try measured(
      path, keepsSamples: keepsSamples, metersLevels: metersLevels, progress)
    guard try self.identity(of: path) == identity else { throw .sourceChanged(path: path) }
    return MeasuredTrack(identity: identity, path: path, source: source)
  }

  /// The gain of the shelf that the asks need, in dB; nil if the track is to be left unchanged, so
  /// that no shelf has to be tried.
  ///
  /// - Precondition: a track for an integrated loudness was measured with its levels.
  public func shelfGainDB(for request: RenderingRequest, of track: MeasuredTrack) -> Double? {
    guard RenderingSolution(untouching: track.source, request) == nil else { return nil }
    return ShelfFilter.quantised(RenderingAim(at: request, of: track.source).shelfGainDB)
  }

  /// Reads a whole track under a shelf.
  public func shelvedTrack(
    _ track: MeasuredTrack, shelfGainDB: Double,
    progress: (@Sendable (RenderingProgress) -> Void)? = nil
  ) throws(RenderingFailure) -> ShelvedTrack {
    let statistics = try statistics(
      of: track.path, track.source, shelfGainDB: shelfGainDB, progress)
    guard try identity(of: track.path) == track.identity else {
      throw .sourceChanged(path: track.path)
    }
    return ShelvedTrack(shelfGainDB: shelfGainDB, statistics: statistics)
  }

  /// Solves for a request without reading anything.
  ///
  /// - Parameter shelved: the track under the shelf of ``shelfGainDB(for:of:)``; nil if that is
  ///   nil.
  /// - Precondition: a track for an integrated loudness was measured with its levels.
  public func planned(
    _ request: RenderingRequest, of track: MeasuredTrack, _ shelved: ShelvedTrack?
  ) -> PlannedRendering {
    var aim = RenderingAim(at: request, of: track.source)
    let solution =
      RenderingSolution(untouching: track.source, request)
      ?? shelved.map { shelved in
        aim.shelfGainDB = shelved.shelfGainDB
        return RenderingSolution(
          for: aim, shelved.statistics, policy: request.policy, ceiling: request.ceiling,
          level: request.level)
      }
      ?? RenderingSolution(unchanged: track.source.grid, bounds: [:])
    return PlannedRendering(request: request, track: track, solution: solution)
  }

  /// The track rendered by a plan, decoded and rendered as it is read.
  ///
  /// - Parameter isUntouched: whether it is only rounded and otherwise unchanged.
  /// - Throws: ``AudioFailure/notFound(path:)`` if the file is not the one that the plan was made
  ///   for.
  public func stream(
    of planned: PlannedRendering, isUntouched: Bool = false
  ) throws(AudioFailure) -> RenderedStream {
    let track = planned.track
    let stream = try decoder.open(track.path)
    guard try decoder.identity(ofFileAt: track.path) == track.identity,
      stream.format.channels == track.format.channels,
      stream.format.sampleRateHz == track.format.sampleRateHz
    else { throw .notFound(path: track.path) }
    return RenderedStream(
      of: stream, path: track.path,
      plan: isUntouched ? .unchanged(track.source.grid) : planned.plan,
      resolution: planned.request.resolution)
  }

  /// Renders with a plan, discards the samples, and reports the measured result.
  ///
  /// - Throws: ``RenderingFailure/sourceChanged(path:)`` if the file is not the one that the plan
  ///   was made for.
  public func measuredResult(
    of planned: PlannedRendering, progress: (@Sendable (RenderingProgress) -> Void)? = nil
  ) throws(RenderingFailure) -> RenderingReport {
    let attempt = try rendered(
      planned.solution, of: planned.track.source, planned.request, into: nil, renders: 1, progress)
    let report = try bounded(attempt, planned.request, progress)
    guard try identity(of: planned.track.path) == planned.track.identity else {
      throw .sourceChanged(path: planned.track.path)
    }
    return report
  }
}
