import MasteringModel

extension Fingerprint {
  /// A description of the sound: "this loud track (−9.6 dBFS), with …".
  var impression: Impression { Impression(of: self) }
}

/// A fingerprint in words. The limits between the words are those of the built-in profiles' ranges,
/// so that a word changes where a profile begins or ends.
struct Impression: CustomStringConvertible {
  let description: String

  init(of fingerprint: Fingerprint) {
    let level =
      switch fingerprint.loudnessDBFS {
      case ..<(-18.5): "quiet"
      case ..<(-14): "moderately loud"
      case ..<(-11): "loud"
      default: "very loud"
      }
    let dynamics =
      switch fingerprint.crestDB {
      case ..<9: "squashed"
      case ..<12: "moderate"
      case ..<16: "wide"
      default: "very wide"
      }
    let noise =
      switch fingerprint.zeroCrossingRate {
      case ..<0.06: "little"
      case ..<0.1: "some"
      default: "much"
      }
    let tone =
      switch fingerprint.spectralCentroidHz {
      case ..<2800: "dark"
      case ..<3600: "balanced"
      default: "bright"
      }
    description =
      "this \(level) track (\(fingerprint.loudnessDBFS.fixed(1)) dBFS), with \(dynamics) dynamics "
      + "(crest factor \(fingerprint.crestDB.fixed(1)) dB), \(noise) noise "
      + "(zero-crossing rate \(fingerprint.zeroCrossingRate.fixed(3))) and a \(tone) tone "
      + "(centroid \(fingerprint.spectralCentroidHz.fixed(0)) Hz)"
  }

  /// The description as the start of a sentence.
  var sentenceStart: String { "T" + description.dropFirst() }
}
