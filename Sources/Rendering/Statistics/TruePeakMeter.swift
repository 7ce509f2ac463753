/// Measures the highest true peak of a track's channels as its samples arrive.
struct TruePeakMeter: Sendable {
  /// For each channel, 16 samples before the first unprocessed one, and those that follow.
  private var waiting: [[Float]]
  private var peak: Float = 0

  private static let context = TruePeakKernel.context

  init(channels: Int) {
    waiting = (0..<channels).map { _ in [Float](repeating: 0, count: Self.context) }
  }

  /// Appends the next frames, channels interleaved: the first `count` samples.
  mutating func append(_ samples: [Float], count: Int) {
    let channels = waiting.count
    for channel in 0..<channels {
      for index in stride(from: channel, to: count, by: channels) {
        waiting[channel].append(samples[index])
      }
      look(at: channel)
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
      peak = max(peak, TruePeakKernel.shared.peak(of: start + Self.context, count: count))
    }
    waiting[channel].removeFirst(count)
  }
}
