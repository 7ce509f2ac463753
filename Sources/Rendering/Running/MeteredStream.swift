import MasteringModel
import Synchronization

/// A stream whose samples are metered and passed to a sink, or kept for the next
/// reading, as they are read: true peaks, and
/// loudness if there is a meter.
final class MeteredStream: AudioStream {
  let format: AudioFormat
  private let state: Mutex<State>

  private struct State: @unchecked Sendable {
    // The measurement is used only under the lock.
    let source: any AudioStream
    let sink: (any AudioSink)?
    let kept: KeptSamples?
    var meter: TruePeakMeter
    let loudness: (any LoudnessMeasurement)?
    var loudnessFailure: LoudnessMeterFailure?
    var sinkFailure: AudioWritingFailure?
  }

  init(
    _ source: any AudioStream, sink: (any AudioSink)? = nil,
    keeping kept: KeptSamples? = nil, loudnessMeter: (any LoudnessMeter)? = nil,
    keepsHistory: Bool = false
  ) throws(LoudnessMeterFailure) {
    // Always read as floats: integers would be rounded.
    format = AudioFormat(
      sampleRateHz: source.format.sampleRateHz, channels: source.format.channels,
      declaredFrames: source.format.declaredFrames, encoding: .floatingPoint, seeksExactly: false,
      name: source.format.name, channelLayout: source.format.channelLayout)
    let loudness = try loudnessMeter.map { meter throws(LoudnessMeterFailure) in
      try meter.measurement(
        of: MeteredSignal(
          sampleRateHz: source.format.sampleRateHz,
          roles: LoudnessRole.roles(in: source.format.channelLayout)),
        LoudnessWishes(measuresTruePeak: false, keepsHistory: keepsHistory))
    }
    state = Mutex(
      State(
        source: source, sink: sink, kept: kept,
        meter: TruePeakMeter(channels: source.format.channels), loudness: loudness))
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try state.withLock { (state) throws(AudioFailure) in
      let frames = try state.source.read(into: &samples)
      let count = frames * state.source.format.channels
      state.meter.append(samples, count: count)
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

  /// The highest true peak, in dBTP; valid once the stream has been read to its end.
  func truePeakDBTP() -> Double { state.withLock { $0.meter.finish() } }

  /// The loudness of the stream, valid once it has been read to its end; nil without a meter.
  func loudness() throws(LoudnessMeterFailure) -> SignalLoudness? {
    try state.withLock { (state) throws(LoudnessMeterFailure) in
      if let failure = state.loudnessFailure { throw failure }
      return try state.loudness?.finished().withShortenedHistory()
    }
  }

  /// Why the sink failed; nil if it accepted everything.
  func sinkFailure() -> AudioWritingFailure? { state.withLock { $0.sinkFailure } }
}
