/// The numbers that define the fingerprint. Changing one changes what is measured, so change the
/// number in ``name`` as well.
package enum FingerprintDefinition {
  /// Identifies this method of measuring.
  static let name = "adaptive-mastering-fingerprint/2"

  /// The rate that every signal is resampled to, in Hz.
  package static let sampleRateHz = 44_100
  /// Samples in a frame.
  static let frameLength = 2048
  /// Samples from the start of a frame to the start of the next.
  static let hopLength = 512
  /// Samples of padding before the first and after the last: frames are centred on their hops.
  static let padding = frameLength / 2
  /// Frequencies of a frame's spectrum, from 0 Hz to half the sample rate.
  package static let bins = frameLength / 2 + 1
  /// Distance between two of them, in Hz.
  package static let binWidthHz = Double(sampleRateHz) / Double(frameLength)

  /// The part of a frame's magnitude that lies at or below its rolloff.
  static let rolloffFraction = 0.85
  /// The lowest power that is distinguished from silence; −100 dBFS.
  static let powerFloor = 1e-10
  /// A sample no further than this from zero counts as zero, and zero counts as positive.
  static let zeroCrossingThreshold = 1e-10
  /// A frame whose magnitudes sum to less than the smallest normal binary32 has no spectrum.
  static let silentMagnitude = 1.175_494_4e-38

  /// How many frames a signal of this many samples has.
  static func frames(inSamples count: Int) -> Int { 1 + count / hopLength }

  /// The number of samples of a signal at ``sampleRateHz``: ⌈count · 44,100 / rate⌉.
  package static func samples(inFrames count: Int, atSampleRateHz rate: Int) -> Int {
    rate == sampleRateHz ? count : (count * sampleRateHz + rate - 1) / rate
  }
}
