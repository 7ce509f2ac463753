import CEbur128
import MasteringModel

/// libebur128's state for one signal, destroyed with this value.
struct Ebur128State: ~Copyable {
  private let state: UnsafeMutablePointer<ebur128_state>

  /// The most that the library's buffers may take; samples on their way to it take the rest of 64
  /// MiB.
  private static let largestBytes = 48 << 20
  /// The library keeps 400 ms of the filtered signal.
  private static let keptSeconds = 0.4

  /// A state for a signal.
  init(of signal: MeteredSignal) throws(LoudnessMeterFailure) {
    let channels = signal.roles.count
    let rate = signal.sampleRateHz
    guard let count = UInt32(exactly: channels), let rateHz = UInt(exactly: rate),
      Self.keptSeconds * Double(rate) * Double(channels) * 8 <= Double(Self.largestBytes)
    else { throw .signalTooLarge(channels: channels, sampleRateHz: rate) }
    let mode = Int32(bitPattern: EBUR128_MODE_M.rawValue)
    guard let state = ebur128_init(count, rateHz, mode) else {
      throw .unavailable(reason: "libebur128 cannot begin \(channels) channels at \(rate) Hz")
    }
    self.state = state
    for (channel, role) in signal.roles.enumerated() {
      ebur128_set_channel(state, UInt32(channel), role.ebur128Channel)
    }
  }

  deinit {
    var state: UnsafeMutablePointer<ebur128_state>? = state
    ebur128_destroy(&state)
  }

  /// Appends interleaved frames; false if memory is lacking.
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
}

extension LoudnessRole {
  /// One of the library's channel positions with this role.
  fileprivate var ebur128Channel: Int32 {
    switch self {
    case .front: Int32(EBUR128_LEFT.rawValue)
    case .surround: Int32(EBUR128_LEFT_SURROUND.rawValue)
    case .excluded: Int32(EBUR128_UNUSED.rawValue)
    }
  }
}
