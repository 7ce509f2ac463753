public import MasteringModel

extension TrackLoudness {
  /// How loud a stereo track is; mention only what matters.
  public static func sample(
    integratedLUFS: Double? = -14.25, rangeLU: Double? = 6.5, truePeakDBTP: Double? = -0.5,
    findings: [LoudnessFinding] = [], history: LoudnessHistory? = nil,
    distribution: LoudnessDistribution? = nil, measuredSeconds: Double = 90,
    sampleRateHz: Int = 44_100, isPartial: Bool = false
  ) -> TrackLoudness {
    let peaks = [truePeakDBTP, truePeakDBTP].map {
      SignalLoudness.ChannelPeaks(role: .front, sampleDBFS: -1, trueDBTP: $0)
    }
    return TrackLoudness(
      signal: SignalLoudness(
        integratedLUFS: integratedLUFS, rangeLU: rangeLU, momentaryMaxLUFS: -10.125,
        shortTermMaxLUFS: -12, channels: peaks, findings: findings, history: history,
        distribution: distribution),
      measuredSeconds: measuredSeconds, sampleRateHz: sampleRateHz, isPartial: isPartial)
  }
}
