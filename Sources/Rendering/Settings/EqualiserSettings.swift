public import MasteringModel

/// The part of a rendering that an equaliser and a volume control can do: a shelf and one gain,
/// without dynamics.
public struct EqualiserSettings: Sendable, Hashable {
  /// The corner of the shelf, in Hz, where it has half its gain.
  public static let cornerHz = 2000.0

  /// Samples per second of one channel of the track, in Hz.
  public let sampleRateHz: Int
  /// Frames of the track.
  public let frames: Int
  /// The shelf's gain far above its corner, in dB, −6…6.
  public let shelfGainDB: Double
  /// The gain of the whole track, in dB.
  public let levelDB: Double
  /// Why the gain is less than asked for; nil if it is not.
  public let loudnessBound: RenderingBound?
  /// The requested change in crest factor, which these settings lack, in dB.
  public let missingCrestDB: Double

  /// Settings from their numbers.
  public init(
    sampleRateHz: Int, frames: Int, shelfGainDB: Double, levelDB: Double,
    loudnessBound: RenderingBound? = nil, missingCrestDB: Double
  ) {
    self.sampleRateHz = sampleRateHz
    self.frames = frames
    self.shelfGainDB = shelfGainDB
    self.levelDB = levelDB
    self.loudnessBound = loudnessBound
    self.missingCrestDB = missingCrestDB
  }
}

extension TrackRenderer {
  /// Solves for the brightness and the loudness that a request asks for, without dynamics. The track
  /// is read twice, and nothing is written.
  ///
  /// Under ``RenderingPolicy/crest`` the level yields as well, because there is no limiter.
  ///
  /// - Throws: as ``render(_:into:progress:)``.
  public func equaliserSettings(
    for request: RenderingRequest, progress: (@Sendable (RenderingProgress) -> Void)? = nil
  ) async throws(RenderingFailure) -> EqualiserSettings {
    let solution = try staticSolution(
      for: RenderingRequest(
        path: request.path, asks: request.asks, policy: request.policy == .free ? .free : .level,
        ceiling: request.ceiling, level: request.level, resolution: request.resolution), progress)
    return EqualiserSettings(
      sampleRateHz: solution.plan.sampleRateHz, frames: solution.plan.frames,
      shelfGainDB: solution.plan.shelf.highGainDB, levelDB: solution.levelDB,
      loudnessBound: solution.bounds[.loudness], missingCrestDB: request.asks.crestChangeDB)
  }
}
