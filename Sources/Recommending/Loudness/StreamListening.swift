import MasteringModel
import Synchronization

/// Measures the loudness of a stream while another consumer reads it, so that a file is decoded
/// once for both.
final class StreamListening: Sendable {
  /// What has been heard so far.
  private struct Heard {
    var measurement: (any LoudnessMeasurement)?
    var failure: LoudnessMeterFailure?
    var frames = 0
    var format: AudioFormat?
  }

  private let meter: any LoudnessMeter
  private let wishes: LoudnessWishes
  private let heard = Mutex(Heard())

  init(meter: any LoudnessMeter, _ wishes: LoudnessWishes) {
    self.meter = meter
    self.wishes = wishes
  }

  /// A stream that passes on another from its start and is metered.
  func hearing(_ stream: any AudioStream) -> any AudioStream {
    heard.withLock { heard in
      heard = Heard()
      heard.format = stream.format
      do throws(LoudnessMeterFailure) {
        heard.measurement = try meter.measurement(of: MeteredSignal(stream.format), wishes)
      } catch { heard.failure = error }
    }
    return HeardStream(stream, by: self)
  }

  fileprivate func hear(
    _ frames: Int, _ body: (any LoudnessMeasurement) throws(LoudnessMeterFailure) -> Void
  ) {
    guard frames > 0 else { return }
    heard.withLock { heard in
      // The reader continues even if the meter refuses the signal.
      guard heard.failure == nil, let measurement = heard.measurement else { return }
      do throws(LoudnessMeterFailure) {
        try body(measurement)
        heard.frames += frames
      } catch { heard.failure = error }
    }
  }

  fileprivate func lose() {
    heard.withLock { $0.failure = .unavailable(reason: "its stream was not read in order") }
  }

  /// The result; nil if no stream was read.
  func finished(path: String, isPartial: Bool) throws(LoudnessFailure) -> TrackLoudness? {
    let outcome = heard.withLock { heard in
      Result { () throws(LoudnessFailure) in
        try Self.finished(heard, path: path, isPartial: isPartial)
      }
    }
    return try outcome.get()
  }

  private static func finished(
    _ heard: Heard, path: String, isPartial: Bool
  ) throws(LoudnessFailure) -> TrackLoudness? {
    guard let format = heard.format else { return nil }
    if let failure = heard.failure { throw .meter(path: path, failure) }
    guard let measurement = heard.measurement, heard.frames > 0 else {
      throw .emptyAudio(path: path)
    }
    let signal: SignalLoudness
    do { signal = try measurement.finished() } catch { throw .meter(path: path, error) }
    return TrackLoudness(
      signal: signal, measuredSeconds: Double(heard.frames) / Double(format.sampleRateHz),
      sampleRateHz: format.sampleRateHz, isPartial: isPartial)
  }
}

/// A stream that is metered as it is read.
private final class HeardStream: AudioStream {
  private let stream: any AudioStream
  private let listening: StreamListening

  init(_ stream: any AudioStream, by listening: StreamListening) {
    self.stream = stream
    self.listening = listening
  }

  /// The stream's format, except that it has to be read in order.
  var format: AudioFormat { stream.format.readInOrder }

  func read(into samples: inout [Float]) throws(AudioFailure) -> Int {
    let frames = try stream.read(into: &samples)
    let read = samples
    listening.hear(frames) { measurement throws(LoudnessMeterFailure) in
      try measurement.append(read, frames: frames)
    }
    return frames
  }

  func read(into samples: inout [Int16]) throws(AudioFailure) -> Int {
    let frames = try stream.read(into: &samples)
    let read = samples
    listening.hear(frames) { measurement throws(LoudnessMeterFailure) in
      try measurement.append(read, frames: frames)
    }
    return frames
  }

  func seek(toFrame frame: Int) throws(AudioFailure) {
    listening.lose()
    try stream.seek(toFrame: frame)
  }
}

extension AudioFormat {
  /// The same format without exact seeking, so that the stream is read in order.
  fileprivate var readInOrder: AudioFormat {
    AudioFormat(
      sampleRateHz: sampleRateHz, channels: channels, declaredFrames: declaredFrames,
      encoding: encoding, seeksExactly: false, name: name, channelLayout: channelLayout,
      isKnownDamaged: isKnownDamaged)
  }
}
