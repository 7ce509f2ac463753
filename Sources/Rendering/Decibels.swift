import SystemCalls

/// The factor that a gain in dB is.
func amplitude(ofDB gain: Double) -> Double { exp2(gain * 0.166_096_404_744_368_12) }

/// An amplitude as a level in dB, −120 at least, and finite: what passes the largest `Float` counts as
/// that, and what is no number, as between samples that do, as nothing.
func decibels(ofAmplitude amplitude: Double) -> Double {
  20 * log10(amplitude > 1e-6 ? min(amplitude, largestAmplitude) : 1e-6)
}

/// A power as a level in dB, −120 at least, and as finite.
func decibels(ofPower power: Double) -> Double {
  10 * log10(power > 1e-12 ? min(power, largestAmplitude * largestAmplitude) : 1e-12)
}

private let largestAmplitude = Double(Float.greatestFiniteMagnitude)
