import CWideLoops

/// Measures the highest true peak of a track's channels as its samples arrive.
struct TruePeakMeter: Sendable {
  /// For each channel, 16 samples before the first unprocessed one, and those that follow.
  private var waiting: [[Float]]
  private var peak: Float = 0

  private static let context = TruePeakKernel.context
  /// How many samples are searched, or skipped, together.
  private static let stretch = 64

  init(channels: Int) {
    waiting = (0..<channels).map { _ in [Float](repeating: 0, count: Self.context) }
  }

  /// Appends the next frames, channels interleaved: the first `count` samples.
  mutating func append(_ samples: [Float], count: Int) {
    let channels = waiting.count
    let frames = count / channels
    samples.withUnsafeBufferPointer { samples in
      for channel in 0..<channels {
        waiting[channel].append(
          channel: channel, of: samples, channels: channels, frames: frames)
        look(at: channel)
      }
    }
  }

  /// The peak, in dBTP, at least −120; call it after the last frame.
  mutating func finish() -> Double {
    for channel in waiting.indices {
      waiting[channel] += repeatElement(0, count: Self.context)
      look(at: channel)
    }
    return decibels(ofAmplitude: Double(peak))
  }

  private mutating func look(at channel: Int) {
    let count = waiting[channel].count - 2 * Self.context
    guard count > 0 else { return }
    waiting[channel].withUnsafeBufferPointer { samples in
      guard let start = samples.baseAddress else { return }
      for first in stride(from: 0, to: count, by: Self.stretch) {
        let length = min(Self.stretch, count - first)
        let most = mastering_highest(start + first, length + 2 * Self.context)
        // Skip the stretch if its samples could not exceed the peak even if they all added up.
        guard !(most * TruePeakKernel.largestGain <= peak) else { continue }
        peak = max(
          peak, TruePeakKernel.shared.peak(of: start + first + Self.context, count: length))
      }
    }
    waiting[channel].removeFirst(count)
  }
}

extension [Float] {
  /// Appends one channel of interleaved frames.
  mutating func append(
    channel: Int, of samples: UnsafeBufferPointer<Float>, channels: Int, frames: Int
  ) {
    guard let input = samples.baseAddress, frames > 0 else { return }
    self = [Float](unsafeUninitializedCapacity: count + frames) { room, filled in
      guard let start = room.baseAddress else { return }
      filled = room.initialize(fromContentsOf: self)
      mastering_take_channel(input, channels, channel, frames, start + filled)
      filled += frames
    }
  }
}
