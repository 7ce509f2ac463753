public import MasteringModel

extension LoudnessFinding {
  /// The finding as a sentence; channels are counted from 1.
  public var sentence: String {
    switch self {
    case .antiphase(let correlation):
      "The first two channels cancel each other: their correlation is \(correlation.fixed(2))."
    case .deadChannel(let channel):
      "Channel \(channel + 1) is silent."
    case .clipping(let channel, let runs, let longest, let seconds):
      "Channel \(channel + 1) clips in \(runs) \(runs == 1 ? "place" : "places"), "
        + "\(longest) samples at most, first at \(seconds.fixed(1)) s."
    case .offset(let channel, let mean):
      "Channel \(channel + 1) has a DC offset: its mean is "
        + "\(mean.fixed(4, signed: true))."
    case .interSampleOvers(let steps, let truePeak):
      "Between samples the signal exceeds full scale, up to \(truePeak.fixed(1, signed: true)) "
        + "dBTP, in \(steps) \(steps == 1 ? "moment" : "moments") of 10 ms."
    }
  }
}
