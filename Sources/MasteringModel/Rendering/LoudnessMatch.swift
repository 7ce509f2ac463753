/// The gains under which an original and its mastered version are equally loud: the louder one is
/// attenuated, and both are if one of them would exceed full scale (REN-24). No gain is above 0 dB.
public struct LoudnessMatch: Sendable, Hashable {
  /// The original's gain, in dB, 0 or below.
  public let originalGainDB: Double
  /// The mastered version's gain, in dB, 0 or below.
  public let masteredGainDB: Double

  /// The match of two integrated loudnesses in LUFS and two true peaks in dBTP.
  public init(
    originalLUFS: Double, originalPeakDBTP: Double, masteredLUFS: Double, masteredPeakDBTP: Double
  ) {
    let louder = masteredLUFS - originalLUFS
    let original = min(louder, 0)
    let mastered = min(-louder, 0)
    let headroom = -max(originalPeakDBTP + original, masteredPeakDBTP + mastered, 0)
    // Otherwise −0.0 would be written as "-0.0".
    originalGainDB = original + headroom == 0 ? 0 : original + headroom
    masteredGainDB = mastered + headroom == 0 ? 0 : mastered + headroom
  }
}
