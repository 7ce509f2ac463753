/// Looks for the largest true peak of all channels in the samples as they are decoded, where it can
/// be: around local maxima that reach half the largest sample.
///
/// Between two samples a signal passes its samples by more than 6 dB only where there is hardly
/// anything but the highest frequencies, so what is left out is the few thousandths of signals that
/// have no place in music; and looking at so little costs next to nothing.
///
/// Which places are looked at depends on how the file is shared out, what counts in the end does not:
/// see ``PeakFront``.
package struct TruePeakSearch: Sendable {
  private let channels: Int
  private let interpolates: Bool
  /// The frames that were read last and may still be beside a maximum, and those that follow.
  private var waiting: [Float] = []
  /// What was found so far.
  package private(set) var front = PeakFront()
  /// Up to where places are looked at however high the rest is; nil for half of the largest sample.
  private let noticed: Float?
  private var passed = false

  private static let halfTaps = PeakInterpolator.halfTaps

  /// A search from the start of a stream, or of a part of it.
  ///
  /// - Parameter startsWithin: whether the part begins within the stream; its first samples are looked
  ///   at in the part before, which goes on for longer than that.
  package init(channels: Int, sampleRateHz: Int, startsWithin: Bool) {
    self.init(
      channels: channels, sampleRateHz: sampleRateHz, startsWithin: startsWithin, noticed: nil)
  }

  /// A search in one channel from its start, which notices where full scale is passed.
  package init(noticingOversOf sampleRateHz: Int) {
    self.init(channels: 1, sampleRateHz: sampleRateHz, startsWithin: false, noticed: 0.5)
  }

  private init(channels: Int, sampleRateHz: Int, startsWithin: Bool, noticed: Float?) {
    self.channels = channels
    self.noticed = noticed
    interpolates = sampleRateHz < 192_000
    // Before a stream there is silence.
    if !startsWithin { waiting = [Float](repeating: 0, count: Self.halfTaps * channels) }
  }

  /// Takes the frames that follow, full scale at ±1.
  package mutating func append(_ samples: [Float], frames: Int) {
    append(frames: frames) { target in
      for index in target.indices { target[index] = samples[index] }
    }
  }

  /// The same in 16-bit numbers.
  package mutating func append(_ samples: [Int16], frames: Int) {
    append(frames: frames) { target in
      samples.withUnsafeBufferPointer { samples in
        for index in target.indices { target[index] = Float(samples[index]) * 0x1p-15 }
      }
    }
  }

  private mutating func append(
    frames: Int, _ copy: (UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let known = waiting.count
    waiting += repeatElement(0, count: frames * channels)
    waiting.withUnsafeMutableBufferPointer { waiting in
      copy(UnsafeMutableBufferPointer(rebasing: waiting[known...]))
    }
    waiting.withUnsafeBufferPointer { waiting in
      Self.search(
        waiting, newFrom: known, channels: channels, interpolates: interpolates,
        noticed: noticed, front: &front, passed: &passed)
    }
    let kept = min(waiting.count, 2 * Self.halfTaps * channels)
    waiting.removeFirst(waiting.count - kept)
  }

  /// Looks at the last samples, behind which there is silence.
  package mutating func finish() {
    append([Float](repeating: 0, count: Self.halfTaps * channels), frames: Self.halfTaps)
  }

  /// Whether full scale was passed since this was last asked, at or between samples. What lies
  /// between the last 16 samples is looked at with those that follow.
  package mutating func takeOver() -> Bool {
    defer { passed = false }
    return passed
  }

  /// Looks through the frames that have enough others before and behind them now.
  private static func search(
    _ samples: UnsafeBufferPointer<Float>, newFrom known: Int, channels: Int, interpolates: Bool,
    noticed: Float?, front: inout PeakFront, passed: inout Bool
  ) {
    let bytes = UnsafeRawBufferPointer(samples)
    var highest = SIMD16<Float>()
    var index = known
    while index + 16 <= samples.count {
      let some = bytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD16<Float>.self)
      let magnitude = some.replacing(with: -some, where: some .< 0)
      highest = highest.replacing(with: magnitude, where: magnitude .> highest)
      index += 16
    }
    var peak = highest.max()
    while index < samples.count {
      peak = max(peak, abs(samples[index]))
      index += 1
    }
    front.sawSample(peak)
    if peak > 1 { passed = true }
    guard interpolates, samples.count >= 2 * halfTaps * channels else { return }
    let limit = min(front.limit, noticed ?? front.limit)
    guard limit > 0 else { return }
    // Those before were looked at with the last block.
    let first = max(halfTaps * channels, known - halfTaps * channels)
    let end = samples.count - halfTaps * channels
    index = first
    while index < end {
      if index + 16 <= end {
        let some = bytes.loadUnaligned(fromByteOffset: 4 * index, as: SIMD16<Float>.self)
        if !any(some .>= limit) && !any(some .<= -limit) {
          index += 16
          continue
        }
      }
      let sample = abs(samples[index])
      if sample >= limit, sample >= abs(samples[index - channels]),
        sample >= abs(samples[index + channels])
      {
        let between = PeakInterpolator.peak(around: index, of: samples, stride: channels)
        if between > 1 { passed = true }
        front.add(sample: sample, peak: between)
      }
      index += 1
    }
  }
}

/// The candidates for the largest true peak: a candidate counts where its sample reaches half of the
/// largest of all, which is only known at the end.
///
/// A part that has heard little so far looks at places that another would not. Those that can still
/// win are kept, each higher than every one with a higher sample, which are few; so the parts of a
/// file together give what the file as a whole gives, to the last bit.
package struct PeakFront: Sendable {
  /// The largest sample.
  package private(set) var largestSample: Float = 0
  private var candidates: [(sample: Float, peak: Float)] = []

  private static let fraction: Float = 0.5

  /// Nothing yet.
  package init() {}

  /// What a sample has to reach for now.
  var limit: Float { largestSample * Self.fraction }

  mutating func sawSample(_ sample: Float) {
    largestSample = max(largestSample, sample)
  }

  mutating func add(sample: Float, peak: Float) {
    guard !candidates.contains(where: { $0.sample >= sample && $0.peak >= peak }) else { return }
    let limit = limit
    candidates.removeAll { $0.sample <= sample && $0.peak <= peak || $0.sample < limit }
    candidates.append((sample, peak))
  }

  /// Adds what another part found.
  package mutating func add(_ other: PeakFront) {
    sawSample(other.largestSample)
    for candidate in other.candidates { add(sample: candidate.sample, peak: candidate.peak) }
  }

  /// The largest true peak; the largest number there is where it is beyond that, as it can be between
  /// samples that are not.
  package var truePeak: Float {
    let peak = candidates.lazy.filter { $0.sample >= limit }.map(\.peak).reduce(largestSample, max)
    return min(peak, .greatestFiniteMagnitude)
  }
}
