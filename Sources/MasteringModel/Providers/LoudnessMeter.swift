/// Measures how loud a signal sounds.
///
/// An implementation promises:
/// 1. Loudness is that of ITU-R BS.1770-4, gated: 997 Hz at −23 dBFS in two front channels is
///    −23 LUFS within 0.1; the loudness range is that of EBU Tech 3342 within 0.2 LU.
/// 2. However the samples are cut into blocks, the answer is the same, to the last bit.
/// 3. A gain changes every level by that gain, within 0.02 dB, unless a gate intervenes, and leaves
///    the range unchanged.
/// 4. A channel counts by its role, whatever its position among the channels.
/// 5. A value that a signal does not have is nil: silence has no loudness and no peak, a signal
///    shorter than 400 ms no loudness, one shorter than three seconds no range. No value is
///    infinite.
/// 6. The sample peak is exact. The true peak is within +0.2 and −0.4 dB of the signal's, never below
///    the sample peak, and nil exactly if it was not requested or there is only silence.
/// 7. A sample that is NaN or infinite is refused, with its position.
/// 8. A signal that would take more than 64 MiB is refused before it begins.
public protocol LoudnessMeter: Sendable {
  /// Identifies the method of measuring; it changes whenever the same signal could give other
  /// numbers.
  var definition: String { get }

  /// Starts measuring a signal.
  func measurement(
    of signal: MeteredSignal, _ wishes: LoudnessWishes
  ) throws(LoudnessMeterFailure) -> any LoudnessMeasurement

  /// The integrated loudness and the loudness range of signals that count as one, such as the tracks
  /// of an album; nil if they have none.
  func together(
    _ distributions: [LoudnessDistribution]
  ) -> (integratedLUFS: Double?, rangeLU: Double?)
}

/// A signal being measured. Used by one task only.
public protocol LoudnessMeasurement: AnyObject {
  /// Appends the next frames, channels interleaved, full scale at ±1.
  func append(_ samples: [Float], frames: Int) throws(LoudnessMeterFailure)

  /// The same in 16-bit numbers, full scale at ±32768.
  func append(_ samples: [Int16], frames: Int) throws(LoudnessMeterFailure)

  /// The result; call it after the last frames.
  func finished() throws(LoudnessMeterFailure) -> SignalLoudness
}

/// What a meter must know about a signal before it starts.
public struct MeteredSignal: Sendable, Hashable {
  /// Samples per second of one channel, in Hz.
  public let sampleRateHz: Int
  /// What each channel counts for.
  public let roles: [LoudnessRole]

  /// Creates a signal from its parts.
  public init(sampleRateHz: Int, roles: [LoudnessRole]) {
    self.sampleRateHz = sampleRateHz
    self.roles = roles
  }
}

/// Which costly measurements are wanted.
public struct LoudnessWishes: Sendable, Hashable {
  /// Whether true peaks are measured.
  public var measuresTruePeak: Bool
  /// Whether the history is kept.
  public var keepsHistory: Bool

  /// Creates wishes from their parts.
  public init(measuresTruePeak: Bool = true, keepsHistory: Bool = false) {
    self.measuresTruePeak = measuresTruePeak
    self.keepsHistory = keepsHistory
  }
}

/// Why a signal cannot be measured.
public enum LoudnessMeterFailure: Error, Hashable {
  /// A sample is NaN or infinite; channel and frame are counted from 0.
  case nonFiniteSample(channel: Int, frame: Int)
  /// This many channels at this rate would take more memory than the meter may.
  case signalTooLarge(channels: Int, sampleRateHz: Int)
  /// The meter cannot work now, for the given reason.
  case unavailable(reason: String)
}

/// Why an audio file has no loudness.
public enum LoudnessFailure: Error, Hashable {
  /// Its audio cannot be read.
  case audio(AudioFailure)
  /// The file is sound, but has no samples.
  case emptyAudio(path: String)
  /// The meter refuses it.
  case meter(path: String, LoudnessMeterFailure)
  /// The task was cancelled.
  case cancelled
}
