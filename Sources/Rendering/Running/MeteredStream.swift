import MasteringModel
import Synchronization

/// A stream whose samples are metered, and handed to a sink, as they are read: true peaks, and how loud
/// they are for people where there is a meter.
final class MeteredStream: AudioStream {
  let format: AudioFormat
  private let state: Mutex<State>

  private struct State: @unchecked Sendable {
    // The measurement is used under the lock alone.
    let source: any AudioStream
    let sink: (any AudioSink)?
    var meter: TruePeakMeter
    let loudness: (any LoudnessMeasurement)?
    var loudnessFailure: LoudnessMeterFailure?
    var sinkFailure: AudioWritingFailure?
  }

  init(
    _ source: any AudioStream, sink: (any AudioSink)? = nil,
    loudnessMeter: (any LoudnessMeter)? = nil
  ) throws(LoudnessMeterFailure) {
    // Always read as floats: integers would be rounded.
    format = AudioFormat(
      sampleRateHz: source.format.sampleRateHz, channels: source.format.channels,
      declaredFrames: source.format.declaredFrames, encoding: .floatingPoint, seeksExactly: false,
      name: source.format.name)
    let loudness = try loudnessMeter.map { meter throws(LoudnessMeterFailure) in
      try meter.measurement(
        of: MeteredSignal(
          sampleRateHz: source.format.sampleRateHz,
          roles: LoudnessRole.roles(in: source.format.channelLayout)),
        LoudnessWishes(measuresTruePeak: false))
    }
    state = Mutex(
      State(
        source: source, sink: sink, meter: TruePeakMeter(channels: source.format.channels),
        loudness: loudness))
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try state.withLock { (state) throws(AudioFailure) in
      let frames = try state.source.read(into: &samples)
      let count = frames * state.source.format.channels
      state.meter.append(samples, count: count)
      if let loudness = state.loudness, state.loudnessFailure == nil, frames > 0 {
        do throws(LoudnessMeterFailure) {
          try loudness.append(samples, frames: frames)
        } catch {
          // A sample that is no number is the fingerprint's to refuse; anything else is said later.
          state.loudnessFailure = error
        }
      }
      if let sink = state.sink {
        do throws(AudioWritingFailure) {
          try sink.write(count == samples.count ? samples : Array(samples[..<count]))
        } catch {
          state.sinkFailure = error
          // The reader stops here, and the writer's failure is reported.
          return 0
        }
      }
      return frames
    }
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    preconditionFailure("A metered stream is read from start to end.")
  }

  /// The highest true peak, in dBTP, once the stream was read to its end.
  func truePeakDBTP() -> Double { state.withLock { $0.meter.finish() } }

  /// How loud the stream was for people, once it was read to its end; nil without a meter.
  func loudness() throws(LoudnessMeterFailure) -> SignalLoudness? {
    try state.withLock { (state) throws(LoudnessMeterFailure) in
      if let failure = state.loudnessFailure { throw failure }
      return try state.loudness?.finished()
    }
  }

  /// Why the sink took no more; nil where it took everything.
  func sinkFailure() -> AudioWritingFailure? { state.withLock { $0.sinkFailure } }
}
