import MasteringModel
import Synchronization

/// A stream whose samples are metered, and handed to a sink, as they are read.
final class MeteredStream: AudioStream {
  let format: AudioFormat
  private let state: Mutex<State>

  private struct State {
    let source: any AudioStream
    let sink: (any AudioSink)?
    var meter: TruePeakMeter
    /// nil where loudness is not asked for, or cannot be measured.
    var loudness: (any LoudnessMeasurement)?
    var sinkFailure: AudioWritingFailure?
  }

  init(
    _ source: any AudioStream, sink: (any AudioSink)? = nil, loudness: (any LoudnessMeter)? = nil
  ) {
    // Always read as floats: integers would be rounded.
    format = AudioFormat(
      sampleRateHz: source.format.sampleRateHz, channels: source.format.channels,
      declaredFrames: source.format.declaredFrames, encoding: .floatingPoint, seeksExactly: false,
      name: source.format.name)
    let signal = MeteredSignal(
      sampleRateHz: format.sampleRateHz,
      roles: LoudnessRole.roles(in: source.format.channelLayout))
    state = Mutex(
      State(
        source: source, sink: sink, meter: TruePeakMeter(channels: source.format.channels),
        loudness: try? loudness?.measurement(
          of: signal, LoudnessWishes(measuresTruePeak: false))))
  }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    try state.withLock { (state) throws(AudioFailure) in
      let frames = try state.source.read(into: &samples)
      let count = frames * state.source.format.channels
      state.meter.append(samples, count: count)
      if frames > 0, (try? state.loudness?.append(samples, frames: frames)) == nil {
        state.loudness = nil
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

  /// The integrated loudness for people, in LUFS, once the stream was read to its end; nil where there
  /// is none, or none was asked for.
  func integratedLUFS() -> Double? {
    state.withLock { (try? $0.loudness?.finished())?.integratedLUFS }
  }

  /// Why the sink took no more; nil where it took everything.
  func sinkFailure() -> AudioWritingFailure? { state.withLock { $0.sinkFailure } }
}
