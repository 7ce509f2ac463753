import MasteringModel
import SystemCalls

/// The two filters of BS.1770-4 (annex 1) for every channel of a signal: a shelf for the head, and a high
/// pass.
///
/// Two channels go through them at once, because each step of a recursive filter waits for the one before.
struct KWeighting {
  private let shelf: Section
  private let highPass: Section
  private let channels: Int
  private let isDefined: Bool
  private var pairs: [Pair]

  /// The lowest rate with these filters (LOU-22): the shelf begins at 1,682 Hz, and at half the rate or above
  /// it swings without end.
  private static let lowestRateHz = 4_000

  /// A second-order section, of which the first coefficient below the line is 1.
  private struct Section {
    let b0, b1, b2, a1, a2: Double
  }

  /// Two channels; a signal with an odd number has its last one twice, without a weight.
  private struct Pair {
    let second: Int
    let weights: SIMD2<Double>
    /// The last two values inside the shelf and inside the high pass.
    var shelf1 = SIMD2<Double>()
    var shelf2 = SIMD2<Double>()
    var pass1 = SIMD2<Double>()
    var pass2 = SIMD2<Double>()
  }

  /// Filters for a signal.
  init(of signal: MeteredSignal) {
    let rate = Double(signal.sampleRateHz)
    isDefined = signal.sampleRateHz >= Self.lowestRateHz
    shelf = Self.shelf(atSampleRateHz: rate)
    highPass = Self.highPass(atSampleRateHz: rate)
    let weights = signal.roles.map(\.weight)
    channels = weights.count
    pairs = stride(from: 0, to: weights.count, by: 2).map { first in
      let second = first + 1 < weights.count ? first + 1 : first
      return Pair(
        second: second, weights: SIMD2(weights[first], second > first ? weights[second] : 0))
    }
  }

  /// The mean energy of the next interleaved frames, channels weighted and summed; 0 at rates without these
  /// filters.
  mutating func energy(of samples: UnsafePointer<Float>, frames: Int) -> Double {
    guard isDefined else { return 0 }
    var energy = 0.0
    for index in pairs.indices {
      var pair = pairs[index]
      // Channels without a weight count for nothing.
      guard pair.weights != SIMD2() else { continue }
      energy += filter(samples + 2 * index, second: pair.second - 2 * index, frames: frames, &pair)
      pairs[index] = pair
    }
    return frames > 0 ? energy / Double(frames) : 0
  }

  private func filter(
    _ samples: UnsafePointer<Float>, second: Int, frames: Int, _ pair: inout Pair
  ) -> Double {
    let (shelf, highPass) = (shelf, highPass)
    var (s1, s2) = (pair.shelf1, pair.shelf2)
    var (p1, p2) = (pair.pass1, pair.pass2)
    var squares = SIMD2<Double>()
    var place = samples
    for _ in 0..<frames {
      let sample = SIMD2(Double(place[0]), Double(place[second]))
      // The newest value last: it is the one that is waited for.
      let s0 = (sample - s2 * shelf.a2) - s1 * shelf.a1
      let shelved = (s1 * shelf.b1 + s2 * shelf.b2) + s0 * shelf.b0
      (s2, s1) = (s1, s0)
      let p0 = (shelved - p2 * highPass.a2) - p1 * highPass.a1
      let passed = (p1 * highPass.b1 + p2 * highPass.b2) + p0 * highPass.b0
      (p2, p1) = (p1, p0)
      squares += passed * passed
      place += channels
    }
    (pair.shelf1, pair.shelf2) = (Self.normal(s1), Self.normal(s2))
    (pair.pass1, pair.pass2) = (Self.normal(p1), Self.normal(p2))
    return (squares * pair.weights).sum()
  }

  /// Numbers without those that are so small that processors are slow with them.
  private static func normal(_ numbers: SIMD2<Double>) -> SIMD2<Double> {
    let least = Double.leastNormalMagnitude
    return numbers.replacing(with: 0, where: (numbers .< least) .& (numbers .> -least))
  }

  // The standard gives coefficients for 48 kHz; these are the analogue filters that they come from, as
  // libebur128 has them.
  private static func shelf(atSampleRateHz rate: Double) -> Section {
    let k = tan(.pi * 1_681.974450955533 / rate)
    let q = 0.7071752369554196
    let high = pow(10, 3.999843853973347 / 20)
    let middle = pow(high, 0.4996667741545416)
    let a0 = 1 + k / q + k * k
    return Section(
      b0: (high + middle * k / q + k * k) / a0, b1: 2 * (k * k - high) / a0,
      b2: (high - middle * k / q + k * k) / a0, a1: 2 * (k * k - 1) / a0,
      a2: (1 - k / q + k * k) / a0)
  }

  private static func highPass(atSampleRateHz rate: Double) -> Section {
    let k = tan(.pi * 38.13547087602444 / rate)
    let q = 0.5003270373238773
    let a0 = 1 + k / q + k * k
    return Section(
      b0: 1, b1: -2, b2: 1, a1: 2 * (k * k - 1) / a0, a2: (1 - k / q + k * k) / a0)
  }
}

extension LoudnessRole {
  /// What the energy of a channel with this role counts.
  fileprivate var weight: Double {
    switch self {
    case .front: 1
    case .surround: 1.41
    case .excluded: 0
    }
  }
}
