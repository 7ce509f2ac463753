/// The measures taken once per hop of 512 samples, which four frames share: its level and its zero
/// crossings.
struct HopMeasures {
  /// Σ m².
  var energy = 0.0
  /// max m².
  var peakPower = 0.0
  /// Crossings between two samples of the hop.
  var crossingsInside = 0
  /// Crossings from the sample before the hop to its first, 0 or 1.
  var crossingsAtStart = 0

  /// A hop outside the signal.
  static let nothing = HopMeasures()

  private init() {}

  /// The measures of `count` samples.
  ///
  /// - Parameter hasPredecessor: whether `hop[-1]` is a sample of the signal. Padding repeats the
  ///   first and last samples, so there is no crossing into it.
  init(of hop: UnsafePointer<Double>, count: Int, hasPredecessor: Bool) {
    guard count > 0 else { return }
    if hasPredecessor, isNegative(hop[-1]) != isNegative(hop[0]) { crossingsAtStart = 1 }
    add(hop[0])
    // Four at a time from the second sample on, each compared with its predecessor.
    let fours = (count - 1) / 4
    let threshold = SIMD4(repeating: -FingerprintDefinition.zeroCrossingThreshold)
    var energies = SIMD4<Double>()
    var peaks = SIMD4<Double>()
    var crossings = SIMD4<Int64>()
    for four in 0..<fours {
      let before = UnsafeRawPointer(hop + 4 * four).loadUnaligned(as: SIMD4<Double>.self)
      let samples = UnsafeRawPointer(hop + 4 * four + 1).loadUnaligned(as: SIMD4<Double>.self)
      let powers = samples * samples
      energies += powers
      peaks.replace(with: powers, where: powers .> peaks)
      crossings.replace(
        with: crossings &+ 1, where: (before .< threshold) .^ (samples .< threshold))
    }
    energy += energies.sum()
    peakPower = max(peakPower, peaks.max())
    crossingsInside = Int(crossings.wrappedSum())
    for index in (4 * fours + 1)..<max(count, 4 * fours + 1) {
      add(hop[index])
      crossingsInside += isNegative(hop[index]) != isNegative(hop[index - 1]) ? 1 : 0
    }
  }

  /// Adds a sample to the level.
  private mutating func add(_ sample: Double) {
    let power = sample * sample
    energy += power
    peakPower = max(peakPower, power)
  }
}

/// Whether a sample lies below zero by more than the threshold; zero counts as positive.
@inline(__always)
private func isNegative(_ sample: Double) -> Bool {
  sample < -FingerprintDefinition.zeroCrossingThreshold
}
