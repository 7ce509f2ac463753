import Foundation

/// The spectrum of a frame and its shape, straight from the definition: a slow and obvious
/// reference for the fast code.
package enum SlowSpectrum {
  /// The number of samples in a frame.
  package static let frameSamples = 2048
  /// The number of bins from 0 to half the rate.
  package static let bins = 1025

  /// The frequency of a bin, at 44,100 Hz.
  package static func hz(ofBin bin: Int) -> Double {
    Double(bin) * 44_100 / 2048
  }

  /// The magnitudes |X_k|, k = 0…1024, of a frame under a periodic Hann window.
  ///
  /// A discrete Fourier transform by its definition: 2 · 2048 · 1025 multiplications per frame. One
  /// second of audio takes 4 s in a debug build and 0.2 s in a release build.
  package static func magnitudes(of frame: [Double]) -> [Double] {
    precondition(frame.count == frameSamples, "a frame has 2048 samples, not \(frame.count)")
    let windowed = zip(frame, hann).map { $0 * $1 }
    // Local, because a debug build looks up a static property on each use.
    let (cosines, sines) = (cosines, sines)
    return (0..<bins).map { bin in
      var real = 0.0
      var imaginary = 0.0
      for sample in 0..<2048 {
        // bin · sample, without whole turns.
        let angle = (bin * sample) % 2048
        real += windowed[sample] * cosines[angle]
        imaginary -= windowed[sample] * sines[angle]
      }
      return (real * real + imaginary * imaginary).squareRoot()
    }
  }

  /// Σ f_k·p_k, in Hz; 0 for silence.
  package static func centroidHz(of magnitudes: [Double]) -> Double {
    let total = sum(magnitudes)
    guard total >= smallestTotal else { return 0 }
    var centroid = 0.0
    for (bin, magnitude) in magnitudes.enumerated() {
      centroid += hz(ofBin: bin) * magnitude / total
    }
    return centroid
  }

  /// √Σ p_k·(f_k − centroid)², in Hz; 0 for silence.
  package static func spreadHz(of magnitudes: [Double]) -> Double {
    let total = sum(magnitudes)
    guard total >= smallestTotal else { return 0 }
    let centroid = centroidHz(of: magnitudes)
    var variance = 0.0
    for (bin, magnitude) in magnitudes.enumerated() {
      let deviation = hz(ofBin: bin) - centroid
      variance += deviation * deviation * magnitude / total
    }
    return variance.squareRoot()
  }

  /// The lowest f_k whose cumulative magnitude is at least 0.85 of the total, in Hz; 0 for silence.
  package static func rolloffHz(of magnitudes: [Double]) -> Double {
    let total = sum(magnitudes)
    guard total >= smallestTotal else { return 0 }
    var cumulative = 0.0
    for (bin, magnitude) in magnitudes.enumerated() {
      cumulative += magnitude
      if cumulative >= 0.85 * total { return hz(ofBin: bin) }
    }
    preconditionFailure("the cumulative magnitude never reaches 85 % of its end")
  }

  private static func sum(_ magnitudes: [Double]) -> Double {
    magnitudes.reduce(0, +)
  }

  /// float32's smallest normal number; a frame with a smaller sum has no spectrum.
  private static let smallestTotal = Double(Float.leastNormalMagnitude)

  private static let hann = (0..<2048).map { 0.5 - 0.5 * cosines[$0] }
  private static let cosines = (0..<2048).map { cos(2 * .pi * Double($0) / 2048) }
  private static let sines = (0..<2048).map { sin(2 * .pi * Double($0) / 2048) }
}
