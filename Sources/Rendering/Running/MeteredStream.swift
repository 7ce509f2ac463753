import CWideLoops
import MasteringModel
import Synchronization

/// A stream whose samples are metered and passed to a sink, or kept for the next reading, as they are
/// read.
final class MeteredStream: AudioStream {
  let format: AudioFormat
  private let state: Mutex<State>

  private struct State: @unchecked Sendable {
    // The measurement is used only under the lock.
    let source: any AudioStream
    let sink: (any AudioSink)?
    let kept: KeptSamples?
    var highestSample: Float = 0
    /// Nil if levels are not metered.
    var meter: TruePeakMeter?
    let loudness: (any LoudnessMeasurement)?
    var loudnessFailure: LoudnessMeterFailure?
    var sinkFailure: AudioWritingFailure?
  }

  /// - Parameters:
  ///   - loudnessMeter: measures loudness, if levels are metered.
  ///   - metersLevels: whether true peak and loudness are metered, which takes as long as a whole
  ///     fingerprint.
  init(
    _ source: any AudioStream, sink: (any AudioSink)? = nil,
    keeping kept: KeptSamples? = nil, loudnessMeter: (any LoudnessMeter)? = nil,
    keepsHistory: Bool = false, metersLevels: Bool = true
  ) throws(LoudnessMeterFailure) {
    // Always read as floats: integers would be rounded.
    format = AudioFormat(
      sampleRateHz: source.format.sampleRateHz, channels: source.format.channels,
      declaredFrames: source.format.declaredFrames, encoding: .floatingPoint, seeksExactly: false,
      name: source.format.name, channelLayout: source.format.channelLayout)
    let loudness = try (metersLevels ? loudnessMeter : nil).map {
      meter throws(LoudnessMeterFailure) in
      try meter.measurement(
        of: MeteredSignal(
          sampleRateHz: source.format.sampleRateHz,
          roles: LoudnessRole.roles(in: source.format.channelLayout)),
        LoudnessWishes(measuresTruePeak: false, keepsHistory: keepsHistory))
    }
    state = Mutex(
      State(
        source: source, sink: sink, kept: kept,
        meter: metersLevels ? TruePeakMeter(channels: source.format.channels) : nil,
        loudness: loudness))
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try state.withLock { (state) throws(AudioFailure) in
      let frames = try state.source.read(into: &samples)
      let count = frames * state.source.format.channels
      state.highestSample = max(state.highestSample, mastering_highest(samples, count))
      state.meter?.append(samples, count: count)
      state.kept?.append(samples, count: count)
      if let loudness = state.loudness, state.loudnessFailure == nil, frames > 0 {
        do throws(LoudnessMeterFailure) {
          try loudness.append(samples, frames: frames)
        } catch {
          // The fingerprint refuses NaN samples; other failures are reported later.
          state.loudnessFailure = error
        }
      }
      if let sink = state.sink {
        do throws(AudioWritingFailure) {
          try sink.write(count == samples.count ? samples : Array(samples[..<count]))
        } catch {
          state.sinkFailure = error
          // Reading stops here, and the sink's failure is reported.
          return 0
        }
      }
      return frames
    }
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    preconditionFailure("A metered stream is read from start to end.")
  }

  /// The highest magnitude of the samples that were read.
  var highestSample: Float { state.withLock { $0.highestSample } }

  /// The levels of the stream, valid once it has been read to its end; nil if they are not metered.
  func levels() throws(LoudnessMeterFailure) -> SignalLevels? {
    try state.withLock { (state) throws(LoudnessMeterFailure) in
      if let failure = state.loudnessFailure { throw failure }
      guard let truePeakDBTP = state.meter?.finish() else { return nil }
      return SignalLevels(
        truePeakDBTP: truePeakDBTP,
        loudness: try state.loudness?.finished().withShortenedHistory())
    }
  }

  /// Why the sink failed; nil if it accepted everything.
  func sinkFailure() -> AudioWritingFailure? { state.withLock { $0.sinkFailure } }
}

/// How high and how loud a signal is.
struct SignalLevels: Sendable, Hashable {
  /// The highest true peak of its channels, in dBTP.
  let truePeakDBTP: Double
  /// Its loudness; nil without a meter.
  let loudness: SignalLoudness?
}
