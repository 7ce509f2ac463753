import MasteringModel

/// Computes momentary and short-term loudness from the energies of steps of 10 ms, and counts the
/// blocks for gating.
///
/// Steps are this short because the loudness of a 400 ms burst shows only in a window that covers
/// it exactly; gating blocks overlap by three quarters, as the standard requires.
struct SlidingLoudness {
  private var ring = [Double](repeating: 0, count: shortTermSteps)
  private var steps = 0
  private var momentaryMax = 0.0
  private var shortTermMax = 0.0
  private var blocks = LoudnessCount()
  private var shortTermBlocks = LoudnessCount()

  static let stepsPerSecond = 100
  private static let momentarySteps = 40
  private static let shortTermSteps = 300
  /// Steps from one gating block, and one value of the history, to the next.
  static let stepsPerBlock = 10

  /// The energies of the windows that end with the last step; nil before they are full.
  private(set) var momentary: Double?
  private(set) var shortTerm: Double?

  /// Appends the mean energy of the next step.
  ///
  /// - Returns: whether a gating block ends with it, if there were enough steps before.
  mutating func append(_ energy: Double) -> Bool {
    ring[steps % Self.shortTermSteps] = energy
    steps += 1
    let endsBlock = steps.isMultiple(of: Self.stepsPerBlock)
    if steps >= Self.momentarySteps {
      let energy = mean(ofLast: Self.momentarySteps)
      momentary = energy
      momentaryMax = max(momentaryMax, energy)
      if endsBlock { blocks.add(energy) }
    }
    if steps >= Self.shortTermSteps {
      let energy = mean(ofLast: Self.shortTermSteps)
      shortTerm = energy
      shortTermMax = max(shortTermMax, energy)
      if endsBlock { shortTermBlocks.add(energy) }
    }
    return endsBlock
  }

  /// Summed from scratch each time: a running sum would keep the rounding errors of values that
  /// have left it.
  private func mean(ofLast count: Int) -> Double {
    let end = steps % Self.shortTermSteps
    var sum = 0.0
    if end >= count {
      for index in (end - count)..<end { sum += ring[index] }
    } else {
      for index in (Self.shortTermSteps + end - count)..<Self.shortTermSteps { sum += ring[index] }
      for index in 0..<end { sum += ring[index] }
    }
    return sum / Double(count)
  }

  var momentaryMaxLUFS: Double? { KWeightedEnergy.lufs(momentaryMax) }
  var shortTermMaxLUFS: Double? { KWeightedEnergy.lufs(shortTermMax) }

  var distribution: LoudnessDistribution {
    LoudnessDistribution(
      blocks: blocks.filledBins, shortTermBlocks: shortTermBlocks.filledBins)
  }
}
