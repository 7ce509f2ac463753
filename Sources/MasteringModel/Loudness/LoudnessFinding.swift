/// Something in a signal that its loudness does not show; channels are counted from 0.
public enum LoudnessFinding: Sendable, Hashable {
  /// The first two channels mostly cancel each other: their correlation is −0.5 or less.
  case antiphase(correlation: Double)
  /// A channel has nothing above −90 dBFS while another has. LFE channels are exempt.
  case deadChannel(Int)
  /// Runs of three or more samples at full scale, the longest in samples, the first in seconds from
  /// the start.
  case clipping(channel: Int, runs: Int, longestSamples: Int, firstSeconds: Double)
  /// The mean of a channel is −50 dBFS or more away from zero.
  case offset(channel: Int, mean: Double)
  /// The true peak passes full scale although no sample does, in this many steps of 10 ms.
  case interSampleOvers(steps: Int, truePeakDBTP: Double)
}
