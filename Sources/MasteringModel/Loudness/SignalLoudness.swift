/// How loud a signal is for people, by ITU-R BS.1770-4 and EBU Tech 3341 and 3342, and what its
/// peaks are. Beside the fingerprint, never inside it.
///
/// What a signal does not have is nil: a signal shorter than a gating block of 400 ms, or one that
/// is nowhere above −70 LUFS, has no integrated loudness; silence has no peak.
public struct SignalLoudness: Sendable, Hashable {
  /// The loudness of the whole, gated twice, in LUFS.
  public let integratedLUFS: Double?
  /// How far the loudness spreads, by Tech 3342, in LU; nil below three seconds.
  public let rangeLU: Double?
  /// The largest loudness of 400 ms, in LUFS.
  public let momentaryMaxLUFS: Double?
  /// The largest loudness of three seconds, in LUFS; nil below three seconds.
  public let shortTermMaxLUFS: Double?
  /// The peaks of each channel, in the order of the signal.
  public let channels: [ChannelPeaks]
  /// What a person would want to know beside the numbers.
  public let findings: [LoudnessFinding]
  /// How the loudness went; nil unless it was asked for.
  public let history: LoudnessHistory?
  /// What several signals are measured together by; nil for values that were remembered.
  public let distribution: LoudnessDistribution?

  /// The peaks of one channel.
  public struct ChannelPeaks: Sendable, Hashable {
    /// What the channel counts for.
    public let role: LoudnessRole
    /// The largest sample, in dBFS; nil for silence.
    public let sampleDBFS: Double?
    /// The largest value of the signal that the samples stand for, in dBTP; nil for silence, and
    /// where it was not asked for.
    public let trueDBTP: Double?

    /// The peaks from their parts.
    public init(role: LoudnessRole, sampleDBFS: Double?, trueDBTP: Double?) {
      self.role = role
      self.sampleDBFS = sampleDBFS
      self.trueDBTP = trueDBTP
    }
  }

  /// A loudness from its parts.
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

  /// The same without what is only there while it was just measured.
  public var withoutDetails: SignalLoudness {
    SignalLoudness(
      integratedLUFS: integratedLUFS, rangeLU: rangeLU, momentaryMaxLUFS: momentaryMaxLUFS,
      shortTermMaxLUFS: shortTermMaxLUFS, channels: channels, findings: findings)
  }
}
