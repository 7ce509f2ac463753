extension AudioClip {
  /// A sine, the same in all channels.
  package static func sine(
    hz: Double = 997, amplitude: Double = 0.5, frames: Int = 44_100, sampleRateHz: Int = 44_100,
    channelCount: Int = 1
  ) -> AudioClip {
    let term = Signal.Term.sine(hz: hz, amplitude: amplitude)
    return Signal(channels: Array(repeating: [term], count: channelCount), samples: frames)
      .clip(sampleRateHz: sampleRateHz)
  }

  /// Zeros.
  package static func silence(
    frames: Int = 44_100, sampleRateHz: Int = 44_100, channelCount: Int = 1
  ) -> AudioClip {
    Signal(channels: Array(repeating: [], count: channelCount), samples: frames)
      .clip(sampleRateHz: sampleRateHz)
  }

  /// White noise, different in each channel: channel c has the seed `seed` + c.
  package static func noise(
    seed: UInt64 = 1, amplitude: Double = 0.5, frames: Int = 44_100, sampleRateHz: Int = 44_100,
    channelCount: Int = 1
  ) -> AudioClip {
    let channels = (0..<channelCount).map { channel in
      [Signal.Term.noise(seed: seed &+ UInt64(channel), amplitude: amplitude)]
    }
    return Signal(channels: channels, samples: frames).clip(sampleRateHz: sampleRateHz)
  }
}
