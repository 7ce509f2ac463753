/// Raises transients by up to 4 dB, for a higher crest factor.
///
/// A transient is where the peak envelope minus λ times the mean level around it is high. An
/// absolute expander (λ = 0) cannot raise the crest factor of limited music, whose peaks are all
/// equal.
struct Expansion: Sendable {
  /// How much of ``largestGainDB`` each node gets, 0…1.
  let shares: LongRow

  /// The largest gain, in dB. Beyond it, the expansion is heard as pumping.
  static let largestGainDB = 4.0
  /// The smallest share of the non-silent nodes that has to be raised by a tenth of the gain or
  /// more. Without it, the cheapest solution would be to raise a single peak.
  static let leastCoverage = 0.02

  /// λ and the energy quantile of the threshold, in the order they are tried.
  static let variants: [(meanShare: Float, quantile: Double)] = [
    (1, 0.5), (1, 0.2), (0.5, 0.5), (0.5, 0.2), (0, 0.5), (0, 0.2),
  ]

  /// An expansion; nil if it would raise too little of the track to count as dynamics.
  init?(of envelope: Envelope, meanShare: Float, quantile: Double) {
    let (peakDB, meanDB) = (envelope.peakDB, envelope.meanDB)
    let standing = LongRow(count: peakDB.count, over: [peakDB, meanDB]) { node in
      peakDB[node] - meanShare * meanDB[node]
    }
    let threshold = Self.quantile(quantile, of: standing, weights: envelope.power)
    var sounding = 0
    var covered = 0
    let shares = LongRow(count: standing.count, over: [standing, peakDB]) { node in
      let peak = peakDB[node]
      let share =
        smoothstep((standing[node] - threshold) / 6) * smoothstep((peak + 66) / 12)
      if peak > -66 { sounding += 1 }
      if share >= 0.1 { covered += 1 }
      return share
    }
    guard sounding > 0, Double(covered) >= Self.leastCoverage * Double(sounding) else { return nil }
    self.shares = NodeCurve.smoothed(shares, half: envelope.smoothing)
  }

  /// The value below which the given part of the weight lies, to a hundredth.
  private static func quantile(_ part: Double, of values: LongRow, weights: LongRow) -> Float {
    // −200…200 dB in hundredths.
    var weightOf = [Double](repeating: 0, count: 40_001)
    var total = 0.0
    LongRow.sweep(min(values.count, weights.count), over: [values, weights]) { nodes in
      for node in nodes {
        let bin = min(max(Int(((values[node] + 200) * 100).rounded()), 0), 40_000)
        weightOf[bin] += Double(weights[node])
        total += Double(weights[node])
      }
    }
    var sum = 0.0
    for (bin, weight) in weightOf.enumerated() {
      sum += weight
      if sum >= part * total { return Float(bin) / 100 - 200 }
    }
    return 200
  }
}

/// Compresses what is above a threshold by up to 6 dB, for a lower crest factor.
enum Compression {
  /// The largest reduction, in dB.
  static let largestReductionDB: Float = 6
  /// How much of the level above the threshold is removed.
  static let slope: Float = 0.9

  /// The reduction at each node, in dB, at a threshold in dBTP.
  static func gainsDB(of envelope: Envelope, thresholdDB: Float) -> LongRow {
    let peakDB = envelope.peakDB
    return NodeCurve.smoothed(
      LongRow(count: peakDB.count, over: [peakDB]) { node in
        -min(slope * softKnee(peakDB[node] - thresholdDB), largestReductionDB)
      }, half: envelope.smoothing)
  }

  /// The excess above 0, with a knee 6 dB wide.
  private static func softKnee(_ excess: Float) -> Float {
    if excess <= -3 { return 0 }
    return excess >= 3 ? excess : (excess + 3) * (excess + 3) / 12
  }
}

private func smoothstep(_ x: Float) -> Float {
  let x = min(max(x, 0), 1)
  return x * x * (3 - 2 * x)
}
