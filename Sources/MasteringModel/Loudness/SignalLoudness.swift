/// How loud a signal sounds, as defined in ITU-R BS.1770-4 and EBU Tech 3341 and 3342, and its
/// peaks. It accompanies the fingerprint and is never part of it.
///
/// A value that a signal does not have is nil: a signal shorter than a gating block of 400 ms, or
/// never above −70 LUFS, has no integrated loudness; silence has no peak.
public struct SignalLoudness: Sendable, Hashable {
  /// The loudness of the whole, gated twice, in LUFS.
  public let integratedLUFS: Double?
  /// The loudness range, as defined in Tech 3342, in LU; nil below three seconds.
  public let rangeLU: Double?
  /// The largest loudness of 400 ms, in LUFS.
  public let momentaryMaxLUFS: Double?
  /// The largest loudness of three seconds, in LUFS; nil below three seconds.
  public let shortTermMaxLUFS: Double?
  /// The peaks of each channel, in the order of the signal.
  public let channels: [ChannelPeaks]
  /// What a listener should know besides the numbers.
  public let findings: [LoudnessFinding]
  /// How the loudness developed; nil unless it was requested.
  public let history: LoudnessHistory?
  /// What is needed to measure several signals together; nil for values from a cache.
  public let distribution: LoudnessDistribution?

  /// The peaks of one channel.
  public struct ChannelPeaks: Sendable, Hashable {
    /// What the channel counts for.
    public let role: LoudnessRole
    /// The largest sample, in dBFS; nil for silence.
    public let sampleDBFS: Double?
    /// The largest value of the signal that the samples stand for, in dBTP; nil for silence, and if
    /// it was not requested.
    public let trueDBTP: Double?

    /// Creates the peaks from their parts.
    public init(role: LoudnessRole, sampleDBFS: Double?, trueDBTP: Double?) {
      self.role = role
      self.sampleDBFS = sampleDBFS
      self.trueDBTP = trueDBTP
    }
  }

  /// Creates a loudness from its parts.
  public init(
    integratedLUFS: Double?, rangeLU: Double?, momentaryMaxLUFS: Double?,
    shortTermMaxLUFS: Double?, channels: [ChannelPeaks], findings: [LoudnessFinding] = [],
    history: LoudnessHistory? = nil, distribution: LoudnessDistribution? = nil
  ) {
    self.integratedLUFS = integratedLUFS
    self.rangeLU = rangeLU
    self.momentaryMaxLUFS = momentaryMaxLUFS
    self.shortTermMaxLUFS = shortTermMaxLUFS
    self.channels = channels
    self.findings = findings
    self.history = history
    self.distribution = distribution
  }

  /// The largest sample of all channels, in dBFS.
  public var samplePeakDBFS: Double? { channels.compactMap(\.sampleDBFS).max() }
  /// The largest true peak of all channels, in dBTP.
  public var truePeakDBTP: Double? { channels.compactMap(\.trueDBTP).max() }

  /// The true peak above the integrated loudness, in LU; nil where either is missing.
  public var peakToLoudnessLU: Double? {
    guard let truePeakDBTP, let integratedLUFS else { return nil }
    return truePeakDBTP - integratedLUFS
  }

  /// A copy without the parts that caches do not keep.
  public var withoutDetails: SignalLoudness {
    SignalLoudness(
      integratedLUFS: integratedLUFS, rangeLU: rangeLU, momentaryMaxLUFS: momentaryMaxLUFS,
      shortTermMaxLUFS: shortTermMaxLUFS, channels: channels, findings: findings)
  }
}
