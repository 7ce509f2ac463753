public import MasteringModel

/// Measures the loudness of audio files with a given decoder and meter.
///
/// Memory does not grow with the file.
public struct TrackMeter: Sendable {
  private let decoder: any AudioDecoder
  private let meter: any LoudnessMeter

  /// Frames that are decoded at a time.
  private static let blockFrames = 8_192

  /// A meter for files.
  public init(decoder: any AudioDecoder, meter: any LoudnessMeter) {
    self.decoder = decoder
    self.meter = meter
  }

  /// Identifies the method of measuring.
  public var definition: String { meter.definition }

  /// The key under which a loudness for this request is cached.
  public func key(for request: AnalysisRequest) throws(LoudnessFailure) -> FingerprintKey {
    FingerprintKey(
      identity: try identity(ofFileAt: request.path), window: request.window,
      allowsPartialAudio: request.allowsPartialAudio, definition: definition)
  }

  /// Starts metering a stream that another consumer reads.
  func listening(_ wishes: LoudnessWishes) -> StreamListening {
    StreamListening(meter: meter, wishes)
  }

  /// The file at a path, and its current state.
  public func identity(ofFileAt path: String) throws(LoudnessFailure) -> TrackIdentity {
    do { return try decoder.identity(ofFileAt: path) } catch { throw .audio(error) }
  }

  /// The loudness of the requested part of a file.
  public func loudness(
    for request: AnalysisRequest, _ wishes: LoudnessWishes = LoudnessWishes(),
    progress: (@Sendable (AnalysisProgress) -> Void)? = nil
  ) async throws(LoudnessFailure) -> TrackLoudness {
    let stream: any AudioStream
    do { stream = try decoder.open(request.path) } catch { throw .audio(error) }
    let format = stream.format
    let window = request.window.frames(atSampleRateHz: format.sampleRateHz)
    let measurement = try begin(format, wishes, request.path)
    var blocks = BlockReader(of: stream, blockFrames: Self.blockFrames)
    let total = format.declaredFrames.map { min($0, window ?? $0) }
    var frames = 0
    var isPartial = false
    reading: while frames < window ?? .max {
      if Task.isCancelled { throw .cancelled }
      let wanted = min(Self.blockFrames, (window ?? .max) - frames)
      do throws(LoudnessFailure) {
        let count = try blocks.next(wanted, into: measurement, path: request.path)
        if count == 0 { break reading }
        frames += count
      } catch .audio(let failure)
        where failure.endsAudio && (request.allowsPartialAudio || failure.isSlightDamage)
      {
        isPartial = true
        break reading
      }
      let rate = Double(format.sampleRateHz)
      progress?(
        AnalysisProgress(
          analysedSeconds: Double(frames) / rate, totalSeconds: total.map { Double($0) / rate }))
    }
    guard frames > 0 else { throw .emptyAudio(path: request.path) }
    return TrackLoudness(
      signal: try finished(measurement, request.path),
      measuredSeconds: Double(frames) / Double(format.sampleRateHz),
      sampleRateHz: format.sampleRateHz, isPartial: isPartial || format.isKnownDamaged)
  }

  /// The integrated loudness and the loudness range of tracks that count as one, such as those of an
  /// album; nil if they have none, or if one of them came from a cache.
  public func together(
    _ tracks: [TrackLoudness]
  ) -> (integratedLUFS: Double?, rangeLU: Double?) {
    let distributions = tracks.compactMap(\.signal.distribution)
    guard distributions.count == tracks.count else { return (nil, nil) }
    return meter.together(distributions)
  }

  private func begin(
    _ format: AudioFormat, _ wishes: LoudnessWishes, _ path: String
  ) throws(LoudnessFailure) -> any LoudnessMeasurement {
    do { return try meter.measurement(of: MeteredSignal(format), wishes) } catch {
      throw .meter(path: path, error)
    }
  }

  private func finished(
    _ measurement: any LoudnessMeasurement, _ path: String
  ) throws(LoudnessFailure) -> SignalLoudness {
    do { return try measurement.finished() } catch { throw .meter(path: path, error) }
  }
}

extension MeteredSignal {
  /// The signal of an audio file.
  init(_ format: AudioFormat) {
    self.init(
      sampleRateHz: format.sampleRateHz, roles: LoudnessRole.roles(in: format.channelLayout))
  }
}

/// Reads a stream in the number type that represents its samples exactly and decodes fastest.
private struct BlockReader {
  private let stream: any AudioStream
  private let channels: Int
  private let isInteger16: Bool
  private var integers: [Int16]
  private var floats: [Float]

  init(of stream: any AudioStream, blockFrames: Int) {
    self.stream = stream
    let format = stream.format
    channels = format.channels
    isInteger16 = format.encoding == .integer16
    let samples = blockFrames * format.channels
    integers = [Int16](repeating: 0, count: isInteger16 ? samples : 0)
    floats = [Float](repeating: 0, count: isInteger16 ? 0 : samples)
  }

  /// Passes on the next frames, and returns their number.
  mutating func next(
    _ wanted: Int, into measurement: any LoudnessMeasurement, path: String
  ) throws(LoudnessFailure) -> Int {
    let frames: Int
    do throws(AudioFailure) {
      frames =
        isInteger16
        ? try stream.read(into: &integers, upTo: wanted * channels)
        : try stream.read(into: &floats, upTo: wanted * channels)
    } catch { throw .audio(error) }
    do throws(LoudnessMeterFailure) {
      if isInteger16 {
        try measurement.append(integers, frames: frames)
      } else {
        try measurement.append(floats, frames: frames)
      }
    } catch { throw .meter(path: path, error) }
    return frames
  }
}

extension AudioStream {
  /// Reads no more than this many samples: the array is shortened to that length, which happens
  /// only at the end of a window.
  fileprivate func read(into samples: inout [Int16], upTo count: Int) throws(AudioFailure) -> Int {
    if count < samples.count { samples.removeLast(samples.count - count) }
    return try read(into: &samples)
  }

  fileprivate func read(into samples: inout [Float], upTo count: Int) throws(AudioFailure) -> Int {
    if count < samples.count { samples.removeLast(samples.count - count) }
    return try read(into: &samples)
  }
}
