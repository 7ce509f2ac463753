/// A loudness that a track should have, and the true peak it may then have.
public struct LoudnessTarget: Sendable, Hashable {
  /// What the target is called on the command line.
  public let name: String
  /// The wanted integrated loudness, in LUFS.
  public let integratedLUFS: Double
  /// How far from it a track may be, in LU; nil where the player adjusts the level itself, so that
  /// only a louder track is a fault.
  public let toleranceLU: Double?
  /// The largest true peak, in dBTP.
  public let ceilingDBTP: Double
  /// Where the numbers come from.
  public let source: String

  /// Creates a target from its parts.
  public init(
    name: String, integratedLUFS: Double, toleranceLU: Double?, ceilingDBTP: Double, source: String
  ) {
    self.name = name
    self.integratedLUFS = integratedLUFS
    self.toleranceLU = toleranceLU
    self.ceilingDBTP = ceilingDBTP
    self.source = source
  }

  /// The targets that have a name.
  public static let named: [LoudnessTarget] = [
    LoudnessTarget(
      name: "streaming", integratedLUFS: -14, toleranceLU: nil, ceilingDBTP: -1,
      source: "what the large music services state on their pages for artists"),
    LoudnessTarget(
      name: "podcast", integratedLUFS: -16, toleranceLU: 1, ceilingDBTP: -1,
      source: "AES TD1008 and Apple's requirements for podcasts"),
    LoudnessTarget(
      name: "ebu", integratedLUFS: -23, toleranceLU: 0.5, ceilingDBTP: -1,
      source: "EBU R 128, for programmes that are not live"),
    LoudnessTarget(
      name: "replaygain", integratedLUFS: -18, toleranceLU: nil, ceilingDBTP: 0,
      source: "ReplayGain 2.0"),
  ]

  /// ReplayGain 2.0 plays at this loudness.
  public static let replayGainLUFS = -18.0

  /// The gain that brings a track to the target, in dB; nil if it has no loudness.
  public func gainDB(for loudness: SignalLoudness) -> Double? {
    loudness.integratedLUFS.map { integratedLUFS - $0 }
  }

  /// Whether a track may be delivered as it is: near the target, or no louder if there is no
  /// tolerance, and with a peak no higher than the ceiling. Levels are compared within 0.05 dB, as
  /// they are shown.
  public func isMet(by loudness: SignalLoudness) -> Bool {
    guard let integrated = loudness.integratedLUFS else { return false }
    let distance = integrated - integratedLUFS
    let isNear =
      toleranceLU.map { abs(distance) <= $0 + Self.shownDB } ?? (distance <= Self.shownDB)
    let peak = loudness.truePeakDBTP ?? loudness.samplePeakDBFS
    return isNear && (peak.map { $0 <= ceilingDBTP + Self.shownDB } ?? true)
  }

  private static let shownDB = 0.05
}
