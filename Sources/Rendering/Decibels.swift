internal import SystemCalls

/// The factor that a gain in dB is.
func amplitude(ofDB gain: Double) -> Double { exp2(gain * 0.166_096_404_744_368_12) }

/// An amplitude as a level in dB, −120 at least.
func decibels(ofAmplitude amplitude: Double) -> Double {
  20 * log10(max(amplitude, 1e-6))
}

/// A power as a level in dB, −120 at least.
func decibels(ofPower power: Double) -> Double {
  10 * log10(max(power, 1e-12))
}
