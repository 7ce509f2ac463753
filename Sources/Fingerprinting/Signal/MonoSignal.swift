import MasteringModel
import TruePeaks

/// An audio stream, or a run of its frames, as the measured mono signal at 44.1 kHz.
///
/// Not `Sendable`: a single task reads from it, or ``SignalAhead`` on its behalf.
final class MonoSignal {
  private let path: String
  private let stream: any AudioStream
  private let format: AudioFormat
  private let allowsPartialAudio: Bool
  private let toleratesDamage: Bool
  /// Where the run ends in the stream, in frames; nil for the stream's end.
  private let endFrame: Int?
  private let resampler: Resampler?

  private var integers: [Int16]
  private var floats: [Float]
  private var position: Int
  private var given = 0
  /// Nil if true peaks are not looked for.
  private var peaks: TruePeakSearch?
  /// How the run ended; nil until ``next(into:)`` returns false.
  private(set) var end: SignalEnd?

  /// Frames that are decoded at a time: a fifth of a second of CD audio, so that a cancelled task
  /// ends soon, and a block is small enough for the allocator to reuse.
  private static let blockFrames = 8_192

  /// The run of frames from `start` up to `end`, or to the stream's end if that is nil.
  ///
  /// - Parameters:
  ///   - allowsPartialAudio: whether any damage counts as a normal end.
  ///   - toleratesDamage: whether slight damage does.
  ///   - searchesPeaks: whether true peaks are looked for.
  init(
    of stream: any AudioStream, path: String, frames start: Int, upTo end: Int?,
    allowsPartialAudio: Bool, toleratesDamage: Bool, searchesPeaks: Bool = true
  ) throws(FingerprintFailure) {
    self.path = path
    self.stream = stream
    self.format = stream.format
    self.allowsPartialAudio = allowsPartialAudio
    self.toleratesDamage = toleratesDamage
    self.endFrame = end
    self.position = start
    self.peaks =
      searchesPeaks
      ? TruePeakSearch(
        channels: format.channels, sampleRateHz: format.sampleRateHz, startsWithin: start > 0)
      : nil
    let block = Self.blockFrames * format.channels
    let isInteger16 = format.encoding == .integer16
    self.integers = [Int16](repeating: 0, count: isInteger16 ? block : 0)
    self.floats = [Float](repeating: 0, count: isInteger16 ? 0 : block)
    if format.sampleRateHz == FingerprintDefinition.sampleRateHz {
      self.resampler = nil
    } else {
      guard
        let resampler = Resampler(
          from: format.sampleRateHz, to: FingerprintDefinition.sampleRateHz,
          channels: Downmix.heardChannels(of: format.channels))
      else { throw .unavailable(reason: "no memory for a resampler") }
      self.resampler = resampler
    }
    if start > 0 {
      do { try stream.seek(toFrame: start) } catch { throw .audio(error) }
    }
  }

  /// The candidates so far for the largest true peak of all channels.
  var peakFront: PeakFront { peaks?.front ?? PeakFront() }

  /// Replaces the content of `block`, reusing its memory, with the next samples, at least one;
  /// returns false at the end of the run.
  func next(into block: inout [Double]) throws(FingerprintFailure) -> Bool {
    while end == nil {
      if Task.isCancelled { throw .cancelled }
      let frames = try nextFrames()
      guard frames > 0 else {
        block = finish()
        return !block.isEmpty
      }
      mix(frames: frames, into: &block)
      given += block.count
      if !block.isEmpty { return true }
    }
    return false
  }

  /// Reads the next block and returns how many frames it has; 0 at the end of the run.
  private func nextFrames() throws(FingerprintFailure) -> Int {
    let wanted = min(Self.blockFrames, (endFrame ?? .max) - position)
    guard wanted > 0 else { return 0 }
    let frames: Int
    do {
      frames = try read(wanted)
    } catch {
      guard error.endsAudio, allowsPartialAudio || toleratesDamage && error.isSlightDamage else {
        throw .audio(error)
      }
      end = SignalEnd(frames: position, samples: 0, isPartial: true)
      return 0
    }
    if format.encoding == .integer16 {
      peaks?.append(integers, frames: frames)
    } else {
      try requireFinite(frames: frames)
      peaks?.append(floats, frames: frames)
    }
    position += frames
    return frames
  }

  /// The block as the mono signal. Each channel is resampled separately and mixed afterwards: where
  /// channels cancel, the rounding of both remains, and it contains zero crossings.
  private func mix(frames: Int, into block: inout [Double]) {
    let channels = format.channels
    let isInteger16 = format.encoding == .integer16
    guard let resampler else {
      if isInteger16 {
        Downmix.mix(integers, frames: frames, channels: channels, into: &block)
      } else {
        Downmix.mix(floats, frames: frames, channels: channels, into: &block)
      }
      return
    }
    let heard =
      isInteger16
      ? Downmix.heard(of: integers, frames: frames, channels: channels)
      : Downmix.heard(of: floats, frames: frames, channels: channels)
    mix(resampled: resampler.resampled(heard), channels: resampler.channels, into: &block)
  }

  private func mix(resampled samples: [Float], channels: Int, into block: inout [Double]) {
    Downmix.mix(samples, frames: samples.count / channels, channels: channels, into: &block)
  }

  private func read(_ wanted: Int) throws(AudioFailure) -> Int {
    let samples = wanted * format.channels
    if format.encoding == .integer16 {
      if samples < integers.count { integers.removeLast(integers.count - samples) }
      return try stream.read(into: &integers)
    }
    if samples < floats.count { floats.removeLast(floats.count - samples) }
    return try stream.read(into: &floats)
  }

  private func requireFinite(frames: Int) throws(FingerprintFailure) {
    guard let index = firstNonFinite(in: floats, count: frames * format.channels) else { return }
    throw .nonFiniteSamples(
      path: path, channel: index % format.channels, frame: position + index / format.channels)
  }

  /// Records how the run ended and returns the resampler's remaining output, cut or zero-padded to
  /// the length that the definition prescribes.
  private func finish() -> [Double] {
    let isPartial = end?.isPartial ?? false
    guard let resampler else {
      end = SignalEnd(frames: position, samples: position, isPartial: isPartial)
      return []
    }
    let length = FingerprintDefinition.samples(
      inFrames: position, atSampleRateHz: format.sampleRateHz)
    end = SignalEnd(frames: position, samples: length, isPartial: isPartial)
    var rest: [Double] = []
    mix(resampled: resampler.flushed(), channels: resampler.channels, into: &rest)
    let missing = length - given
    if rest.count > missing { rest.removeLast(rest.count - max(missing, 0)) }
    if rest.count < missing { rest += [Double](repeating: 0, count: missing - rest.count) }
    return rest
  }
}

/// How a signal ended.
struct SignalEnd: Sendable {
  /// The first frame of the stream that is not part of it.
  let frames: Int
  /// The same in samples of the signal.
  let samples: Int
  /// Whether the audio ended before the declared end of the file.
  let isPartial: Bool
}

/// The index of the first sample that is NaN or infinite among the first `count`; nil if there is
/// none.
func firstNonFinite(in samples: [Float], count: Int) -> Int? {
  samples.withUnsafeBufferPointer { samples -> Int? in
    // Integers and no early exit, so that the compiler vectorises: if all exponent bits are set, it
    // is NaN or infinite.
    let exponent: UInt32 = 0x7f80_0000
    var found: UInt32 = 0
    for index in 0..<count {
      found |= samples[index].bitPattern & exponent == exponent ? 1 : 0
    }
    return found == 0 ? nil : samples[..<count].firstIndex { !$0.isFinite }
  }
}
