extension TrackLoudness {
  /// A copy without the parts that caches do not keep.
  public var withoutDetails: TrackLoudness {
    TrackLoudness(
      signal: signal.withoutDetails, measuredSeconds: measuredSeconds,
      sampleRateHz: sampleRateHz, isPartial: isPartial)
  }

  /// A copy as it would be had true peaks not been requested.
  public var withoutTruePeaks: TrackLoudness {
    TrackLoudness(
      signal: signal.withoutTruePeaks, measuredSeconds: measuredSeconds,
      sampleRateHz: sampleRateHz, isPartial: isPartial)
  }
}

extension SignalLoudness {
  fileprivate var withoutTruePeaks: SignalLoudness {
    let channels = channels.map {
      ChannelPeaks(role: $0.role, sampleDBFS: $0.sampleDBFS, trueDBTP: nil)
    }
    let findings = findings.filter {
      if case .interSampleOvers = $0 { false } else { true }
    }
    return SignalLoudness(
      integratedLUFS: integratedLUFS, rangeLU: rangeLU, momentaryMaxLUFS: momentaryMaxLUFS,
      shortTermMaxLUFS: shortTermMaxLUFS, channels: channels, findings: findings,
      history: history, distribution: distribution)
  }

  /// Whether true peaks were measured: silence has none either way.
  public var hasTruePeaks: Bool {
    channels.allSatisfy { ($0.sampleDBFS == nil) == ($0.trueDBTP == nil) }
  }
}
