internal import CEbur128
internal import MasteringModel

/// libebur128's state for one signal, destroyed when it goes.
struct Ebur128State: ~Copyable {
  private let state: UnsafeMutablePointer<ebur128_state>
  private let measuresTruePeak: Bool

  /// What the library's buffers may take; samples on their way to it take the rest of 64 MiB.
  private static let largestBytes = 48 << 20
  /// The library keeps 400 ms of the filtered signal, and interpolates as much at a time.
  private static let keptSeconds = 0.4

  /// A state for a signal.
  init(of signal: MeteredSignal, measuresTruePeak: Bool) throws(LoudnessMeterFailure) {
    let channels = signal.roles.count
    let rate = signal.sampleRateHz
    guard let count = UInt32(exactly: channels), let rateHz = UInt(exactly: rate),
      Self.bytes(channels: channels, rateHz: rate, measuresTruePeak)
        <= Double(Self.largestBytes)
    else { throw .signalTooLarge(channels: channels, sampleRateHz: rate) }
    let mode = measuresTruePeak ? EBUR128_MODE_TRUE_PEAK : EBUR128_MODE_M
    guard let state = ebur128_init(count, rateHz, Int32(bitPattern: mode.rawValue)) else {
      throw .unavailable(reason: "libebur128 cannot begin \(channels) channels at \(rate) Hz")
    }
    self.state = state
    self.measuresTruePeak = measuresTruePeak
    for (channel, role) in signal.roles.enumerated() {
      ebur128_set_channel(state, UInt32(channel), role.ebur128Channel)
    }
  }

  deinit {
    var state: UnsafeMutablePointer<ebur128_state>? = state
    ebur128_destroy(&state)
  }

  private static func bytes(channels: Int, rateHz: Int, _ measuresTruePeak: Bool) -> Double {
    let samples = keptSeconds * Double(rateHz) * Double(channels)
    let factor = measuresTruePeak ? (rateHz < 96_000 ? 4.0 : rateHz < 192_000 ? 2.0 : 0) : 0
    return samples * 8 + (factor > 0 ? samples * 4 * (1 + factor) : 0)
  }

  /// Takes interleaved frames; false for lack of memory.
  func append(_ samples: UnsafePointer<Float>, frames: Int) -> Bool {
    ebur128_add_frames_float(state, samples, frames) == Int32(EBUR128_SUCCESS.rawValue)
  }

  /// The energy of the last step of 10 ms, channels weighted and summed.
  var energyOfLastStep: Double {
    var loudness = -Double.infinity
    let milliseconds = UInt(1000 / SlidingLoudness.stepsPerSecond)
    guard
      ebur128_loudness_window(state, milliseconds, &loudness) == Int32(EBUR128_SUCCESS.rawValue),
      loudness.isFinite
    else { return 0 }
    return KWeightedEnergy.energy(ofLUFS: loudness)
  }

  /// The largest true peak of a channel so far, or of its last step; 0 where none was asked for.
  func truePeak(ofChannel channel: Int, inLastStep: Bool = false) -> Double {
    var peak = 0.0
    guard measuresTruePeak, let channel = UInt32(exactly: channel) else { return 0 }
    if inLastStep {
      ebur128_prev_true_peak(state, channel, &peak)
    } else {
      ebur128_true_peak(state, channel, &peak)
    }
    return peak
  }
}

extension LoudnessRole {
  /// A place of the library's that counts so.
  fileprivate var ebur128Channel: Int32 {
    switch self {
    case .front: Int32(EBUR128_LEFT.rawValue)
    case .surround: Int32(EBUR128_LEFT_SURROUND.rawValue)
    case .excluded: Int32(EBUR128_UNUSED.rawValue)
    }
  }
}
