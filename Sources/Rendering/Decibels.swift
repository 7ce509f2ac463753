import SystemCalls

/// The amplitude factor for a gain in dB.
func amplitude(ofDB gain: Double) -> Double { exp2(gain * 0.166_096_404_744_368_12) }

/// The amplitude factor for a gain of the dynamics in dB, which is mostly none.
@inline(__always)
func factor(ofDB gain: Float) -> Float { gain == 0 ? 1 : Float(amplitude(ofDB: Double(gain))) }

/// An amplitude as a level in dB, at least −120, and finite: larger values than the largest `Float`
/// count as that, and NaN, which occurs between such samples, counts as 0.
func decibels(ofAmplitude amplitude: Double) -> Double {
  20 * log10(amplitude > 1e-6 ? min(amplitude, largestAmplitude) : 1e-6)
}

/// A power as a level in dB, at least −120, and finite in the same way.
func decibels(ofPower power: Double) -> Double {
  10 * log10(power > 1e-12 ? min(power, largestAmplitude * largestAmplitude) : 1e-12)
}

private let largestAmplitude = Double(Float.greatestFiniteMagnitude)
