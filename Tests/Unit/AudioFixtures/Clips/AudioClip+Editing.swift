extension AudioClip {
  /// This clip followed by another with the same rate and channels.
  package func followed(by next: AudioClip) -> AudioClip {
    precondition(
      sampleRateHz == next.sampleRateHz && channelCount == next.channelCount,
      "clips of different rates or channels do not follow each other")
    return AudioClip(sampleRateHz: sampleRateHz, channels: zip(channels, next.channels).map(+))
  }

  /// Every sample multiplied by a factor.
  package func amplified(by factor: Float) -> AudioClip {
    AudioClip(sampleRateHz: sampleRateHz, channels: channels.map { $0.map { $0 * factor } })
  }

  /// A range of the frames.
  package func cut(to frames: Range<Int>) -> AudioClip {
    AudioClip(sampleRateHz: sampleRateHz, channels: channels.map { Array($0[frames]) })
  }

  /// The same samples played at another rate.
  package func declared(atHz sampleRateHz: Int) -> AudioClip {
    AudioClip(sampleRateHz: sampleRateHz, channels: channels)
  }

  /// What an integer file preserves: every sample rounded to a multiple of 2^(1−bits) and clamped
  /// to −1…1 − 2^(1−bits).
  package func quantized(toBits bits: Int) -> AudioClip {
    precondition((2...24).contains(bits), "a Float holds up to 24 bits exactly, not \(bits)")
    let fullScale = Float(1 << (bits - 1))
    return AudioClip(
      sampleRateHz: sampleRateHz,
      channels: channels.map { $0.map { Float(quantizedLevel($0, bits: bits)) / fullScale } })
  }
}

/// A sample as a signed integer of the given bits: full scale is 2^(bits−1), halves round to even,
/// values out of range are clamped, and NaN is 0.
func quantizedLevel(_ sample: Float, bits: Int) -> Int32 {
  let fullScale = Double(1 << (bits - 1))
  let scaled = (Double(sample) * fullScale).rounded(.toNearestOrEven)
  return scaled.isNaN ? 0 : Int32(min(max(scaled, -fullScale), fullScale - 1))
}
