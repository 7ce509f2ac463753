import Foundation

/// The seven metrics of a mono signal at 44,100 Hz, straight from the definition: a slow and
/// obvious reference for the fast code.
package enum SlowFingerprint {
  /// The metrics, in `Double` throughout.
  ///
  /// One second of audio has 87 frames and takes 4 s in a debug build, 0.2 s in a release build.
  package static func fingerprint(of mono: [Float]) -> ReferenceFingerprint {
    precondition(!mono.isEmpty, "a signal without samples has no fingerprint")
    let signal = mono.map { Double($0) }
    let powers = signal.map { $0 * $0 }
    let loudness = decibels(mean(powers))
    let peak = decibels(powers.reduce(0) { max($0, $1) })
    let spectra = frames(of: signal, ends: .zeros).map { SlowSpectrum.magnitudes(of: $0) }
    let crossings = frames(of: signal, ends: .repeated).map { Double(self.crossings(in: $0)) }
    return ReferenceFingerprint(
      loudnessDBFS: loudness,
      peakDBFS: peak,
      crestDB: peak - loudness,
      spectralCentroidHz: mean(spectra.map { SlowSpectrum.centroidHz(of: $0) }),
      spectralRolloffHz: mean(spectra.map { SlowSpectrum.rolloffHz(of: $0) }),
      zeroCrossingRate: mean(crossings) / 2048,
      spectralSpreadHz: mean(spectra.map { SlowSpectrum.spreadHz(of: $0) }))
  }

  /// The values before the first sample and after the last.
  package enum Ends: Sendable, Hashable {
    /// Zeros, for the spectrum.
    case zeros
    /// The first and the last sample, for the crossings.
    case repeated
  }

  /// The frames: 2048 samples around every 512th, 1 + ⌊n/512⌋ of them.
  package static func frames(of signal: [Double], ends: Ends) -> [[Double]] {
    guard let first = signal.first, let last = signal.last else { return [] }
    let before = [Double](repeating: ends == .zeros ? 0 : first, count: 1024)
    let after = [Double](repeating: ends == .zeros ? 0 : last, count: 1024)
    let padded = before + signal + after
    return (0...(signal.count / 512)).map { frame in
      Array(padded[(512 * frame)..<(512 * frame + 2048)])
    }
  }

  /// How often a sample's sign differs from that of the previous one.
  ///
  /// Zero counts as positive, and so does everything within 1e-10 of it.
  package static func crossings(in frame: [Double]) -> Int {
    let isNegative = frame.map { $0 < -1e-10 }
    return zip(isNegative, isNegative.dropFirst()).count { $0 != $1 }
  }

  /// 10·log10 of a power, which is at least 1e-10.
  private static func decibels(_ power: Double) -> Double {
    10 * log10(max(1e-10, power))
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }
}
