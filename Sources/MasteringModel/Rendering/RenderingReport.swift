/// What a rendering was asked for, what it achieved as measured on the result, and what limited it.
public struct RenderingReport: Sendable, Hashable {
  /// One dimension: the change asked for, the change achieved, and what limited it.
  public struct Change: Sendable, Hashable {
    /// The change that was asked for, in dB or Hz.
    public let asked: Double
    /// The change between source and result, as the fingerprint measures it, in dB or Hz.
    public let achieved: Double
    /// What kept it from reaching the ask; nil if the ask was reached.
    public package(set) var bound: RenderingBound?
    /// Whether the change is close enough to the ask.
    public let isReached: Bool

    /// Creates a change from its parts.
    public init(asked: Double, achieved: Double, bound: RenderingBound?, isReached: Bool) {
      self.asked = asked
      self.achieved = achieved
      self.bound = bound
      self.isReached = isReached
    }
  }

  /// How the gains of the dynamics move, without the level.
  public struct GainStatistics: Sendable, Hashable {
    /// The lowest gain, in dB.
    public let lowestDB: Double
    /// The highest gain, in dB.
    public let highestDB: Double
    /// The part of the time in which the gain is more than 3 dB from 0, 0…1.
    public let shareBeyond3DB: Double
    /// How strongly the gain moves faster than 30 times a second, in dB of its mean.
    public let modulationDB: Double

    /// Creates statistics from their parts.
    public init(lowestDB: Double, highestDB: Double, shareBeyond3DB: Double, modulationDB: Double) {
      self.lowestDB = lowestDB
      self.highestDB = highestDB
      self.shareBeyond3DB = shareBeyond3DB
      self.modulationDB = modulationDB
    }
  }

  /// The fingerprint of the whole source.
  public let source: Fingerprint
  /// The fingerprint of the whole result.
  public let result: Fingerprint
  /// The change in loudness, in dB.
  public private(set) var loudness: Change
  /// The change in crest factor, in dB.
  public private(set) var crest: Change
  /// The change in spectral centroid, in Hz.
  public private(set) var centroid: Change
  /// The shelf's gain far above 2 kHz, in dB.
  public let shelfGainDB: Double
  /// The gain of the whole track, in addition to the dynamics, in dB.
  public let levelDB: Double
  /// How the dynamics move.
  public let gain: GainStatistics
  /// The highest true peak of the source's channels, in dBTP.
  public let sourceTruePeakDBTP: Double
  /// The highest true peak of the result's channels, in dBTP.
  public let resultTruePeakDBTP: Double
  /// The ceiling that applied; nil if there was none.
  public let ceilingDBTP: Double?
  /// The source's loudness; nil if it was not measured.
  public let sourceLoudness: SignalLoudness?
  /// The result's loudness; nil if it was not measured.
  public let resultLoudness: SignalLoudness?
  /// How many times the track was rendered until it fitted, 1 to 6; 0 if nothing was changed.
  public let renders: Int
  /// Whether the result has the source's samples, bit for bit.
  public let keepsEverySample: Bool

  /// Creates a report from its parts.
  public init(
    source: Fingerprint, result: Fingerprint, loudness: Change, crest: Change, centroid: Change,
    shelfGainDB: Double, levelDB: Double, gain: GainStatistics, sourceTruePeakDBTP: Double,
    resultTruePeakDBTP: Double, ceilingDBTP: Double?, renders: Int,
    keepsEverySample: Bool = false, sourceLoudness: SignalLoudness? = nil,
    resultLoudness: SignalLoudness? = nil
  ) {
    self.source = source
    self.result = result
    self.loudness = loudness
    self.crest = crest
    self.centroid = centroid
    self.shelfGainDB = shelfGainDB
    self.levelDB = levelDB
    self.gain = gain
    self.sourceTruePeakDBTP = sourceTruePeakDBTP
    self.resultTruePeakDBTP = resultTruePeakDBTP
    self.ceilingDBTP = ceilingDBTP
    self.renders = renders
    self.keepsEverySample = keepsEverySample
    self.sourceLoudness = sourceLoudness
    self.resultLoudness = resultLoudness
  }

  /// States what kept a change from reaching its ask.
  package mutating func bind(_ dimension: RenderingDimension, by bound: RenderingBound) {
    switch dimension {
    case .loudness: loudness.bound = bound
    case .crest: crest.bound = bound
    case .centroid: centroid.bound = bound
    }
  }

  /// The largest gain of the shelf in either direction, in dB.
  public static let largestShelfGainDB = 6.0

  /// The change in one dimension.
  public subscript(dimension: RenderingDimension) -> Change {
    switch dimension {
    case .loudness: loudness
    case .crest: crest
    case .centroid: centroid
    }
  }

  /// Whether the result exceeds the ceiling nevertheless: a track with no asks or no level keeps
  /// every sample, including its peaks (REN-45).
  public var exceedsCeiling: Bool { ceilingDBTP.map { resultTruePeakDBTP > $0 } ?? false }

  /// Whether the processing may be audible as such: more than a tenth of the time beyond 3 dB,
  /// fast-moving gains, or the shelf at its limit.
  public var isHeavy: Bool {
    gain.shareBeyond3DB > 0.1 || gain.modulationDB > -30
      || abs(shelfGainDB) >= Self.largestShelfGainDB
  }
}

/// What kept a rendering from achieving everything that was asked.
public enum RenderingBound: String, Sendable, Hashable, CaseIterable {
  /// The true peak is at the ceiling.
  case ceiling
  /// Transients are raised by 4 dB, the most allowed.
  case largestExpansion
  /// Peaks are reduced by 6 dB and the limiter's 4, the most allowed.
  case largestReduction
  /// The shelf is at 6 dB, the most allowed.
  case largestShelf
  /// All tracks of the album share one level.
  case album
  /// The track has too little to change: silence, a steady tone, isolated clicks.
  case nothingToMove
  /// Peaks are cut at full scale, where samples of whole numbers end.
  case fullScale
  /// The result is too quiet for the steps of its samples or for the fingerprint.
  case resolution
  /// Corrections ended before it was reached; while a track plays, there are none.
  case uncorrected
}
