/// Finds the largest true peak of all channels in the samples as they are decoded. It searches only
/// around samples that reach half the largest one, and of these only around local maxima and where
/// the signal bulges between two samples, as on the shoulder of a clipped plateau.
///
/// Between two samples, a signal exceeds its samples by more than 6 dB only if it has hardly
/// anything but the highest frequencies. So this misses only a few in a thousand of signals that do
/// not occur in music, and costs next to nothing.
///
/// Which places are searched depends on how the file is divided, but the result does not: see
/// ``PeakFront``.
package struct TruePeakSearch: Sendable {
  private let channels: Int
  private let interpolates: Bool
  /// The last frames read, which may still be next to a maximum, and the following ones.
  private var waiting: [Float] = []
  /// The candidates found so far.
  package private(set) var front = PeakFront()
  /// The amplitude from which places are searched in any case; nil for half of the largest sample.
  private let noticed: Float?
  private var passed = false

  private static let halfTaps = PeakInterpolator.halfTaps

  /// A search from the start of a stream, or of a part of it.
  ///
  /// - Parameter startsWithin: whether the part begins within the stream; its first samples are
  ///   searched in the part before, which extends beyond them.
  package init(channels: Int, sampleRateHz: Int, startsWithin: Bool) {
    self.init(
      channels: channels, sampleRateHz: sampleRateHz, startsWithin: startsWithin, noticed: nil)
  }

  /// A search in one channel from its start that detects when full scale is exceeded.
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

  /// Appends the next frames, full scale at ±1.
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

  /// Searches the last samples, which silence follows.
  package mutating func finish() {
    append([Float](repeating: 0, count: Self.halfTaps * channels), frames: Self.halfTaps)
  }

  /// Whether full scale was exceeded since the last call, at or between samples. The gaps between
  /// the last 16 samples are searched together with the following ones.
  package mutating func takeOver() -> Bool {
    defer { passed = false }
    return passed
  }

  /// Searches the frames that now have enough others before and after them.
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
    // The frames before were searched with the last block.
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
      if sample >= limit, isCandidate(samples, at: index, stride: channels) {
        let between = PeakInterpolator.peak(around: index, of: samples, stride: channels)
        if between > 1 { passed = true }
        front.add(sample: sample, peak: between)
      }
      index += 1
    }
  }

  /// Whether the signal may be higher next to a sample than at its neighbours.
  ///
  /// Between two samples on a slope it may be, if the slope changes enough: halfway between them a cubic
  /// through four samples is then above both. The gap belongs to the larger of the two.
  private static func isCandidate(
    _ samples: UnsafeBufferPointer<Float>, at index: Int, stride: Int
  ) -> Bool {
    let sample = samples[index]
    let isAboveLeft = abs(sample) >= abs(samples[index - stride])
    let isAboveRight = abs(sample) >= abs(samples[index + stride])
    guard isAboveLeft != isAboveRight else { return isAboveLeft }
    let down = isAboveLeft ? -stride : stride
    let outer = samples[index + 2 * down] + samples[index - down]
    return abs(9 * (sample + samples[index + down]) - outer) > 16 * abs(sample)
  }
}

/// The candidates for the largest true peak: a candidate counts if its sample reaches half of the
/// largest of all, which is known only at the end.
///
/// A part with low samples searches places that another part would not. Only those that can still
/// win are kept, each higher than every one with a higher sample, and they are few. So the parts of
/// a file together give the same result as the whole file, to the last bit.
package struct PeakFront: Sendable {
  /// The largest sample.
  package private(set) var largestSample: Float = 0
  private var candidates: [(sample: Float, peak: Float)] = []

  private static let fraction: Float = 0.5

  /// Nothing yet.
  package init() {}

  /// The amplitude that a sample has to reach at present.
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

  /// The largest true peak, capped at the largest finite number, which it can exceed between finite
  /// samples.
  package var truePeak: Float {
    let peak = candidates.lazy.filter { $0.sample >= limit }.map(\.peak).reduce(largestSample, max)
    return min(peak, .greatestFiniteMagnitude)
  }
}
