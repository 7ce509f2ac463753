import MasteringModel

/// The gains that bring a track's crest factor to its target, or as close as the limits allow.
struct CrestSolution: Sendable {
  /// The gain at each node, in dB: the dynamics alone, without the level.
  let gainsDB: LongRow
  /// The mono signal's level under them.
  let level: MonoLevel
  /// What kept the crest factor from its target; nil if nothing did.
  let bound: RenderingBound?
  /// The crest factor without the gains, in dB.
  private(set) var plainCrestDB: Double

  /// How close to the target is close enough, in dB.
  private static let precisionDB = 0.0005

  /// Finds the gentlest gains that bring the crest factor of `statistics` to `target` dB.
  init(target: Double, statistics: BlockStatistics) {
    let start = statistics.mono()
    let change = target - start.crestDB
    guard abs(change) > Self.precisionDB else {
      self = CrestSolution(untouched: statistics)
      return
    }
    let envelope = Envelope(of: statistics)
    let solution =
      change > 0
      ? Self.raised(from: start.crestDB, to: target, statistics, envelope)
      : Self.lowered(from: start.crestDB, to: target, statistics, envelope)
    let achieved = solution.level.crestDB - start.crestDB
    // A result that moves by less than a tenth, or the wrong way, is not worth a change of the
    // dynamics.
    if solution.bound != nil, achieved / change < 0.1 {
      self = CrestSolution(untouched: statistics, bound: .nothingToMove)
    } else {
      self = solution
      plainCrestDB = start.crestDB
    }
  }

  /// Leaves the dynamics unchanged.
  init(untouched statistics: BlockStatistics, bound: RenderingBound? = nil) {
    self.init(
      gainsDB: LongRow(repeating: 0, count: statistics.grid.nodes), level: statistics.mono(),
      bound: bound)
  }

  private init(gainsDB: LongRow, level: MonoLevel, bound: RenderingBound?) {
    self.gainsDB = gainsDB
    self.level = level
    self.bound = bound
    plainCrestDB = level.crestDB
  }

  private static func raised(
    from plainCrestDB: Double, to target: Double, _ statistics: BlockStatistics,
    _ envelope: Envelope
  ) -> CrestSolution {
    var best: (gain: Double, expansion: Expansion)?
    var highest: (crest: Double, gain: Double, expansion: Expansion)?
    for variant in Expansion.variants {
      guard
        let expansion = Expansion(
          of: envelope, meanShare: variant.meanShare, quantile: variant.quantile)
      else { continue }
      let crest = { (gain: Double) in
        statistics.mono(under: expansion.shares, scaledBy: Float(gain)).crestDB
      }
      // Nine points, because the crest factor does not rise monotonically from 0.
      var before = Trial(strength: 0, crestDB: plainCrestDB)
      for step in 1...8 {
        let gain = Double(step) / 8 * Expansion.largestGainDB
        if let best, before.strength >= best.gain { break }
        let reached = crest(gain)
        if reached > highest?.crest ?? -.infinity { highest = (reached, gain, expansion) }
        let here = Trial(strength: gain, crestDB: reached)
        if reached >= target {
          let exact = crossing(between: before, here, of: target, crest)
          if exact < best?.gain ?? .infinity { best = (exact, expansion) }
          break
        }
        before = here
      }
    }
    let chosen = best ?? highest.map { (gain: $0.gain, expansion: $0.expansion) }
    guard let chosen else {
      return CrestSolution(untouched: statistics, bound: .nothingToMove)
    }
    let shares = chosen.expansion.shares
    let gain = Float(chosen.gain)
    return CrestSolution(
      gainsDB: LongRow(count: shares.count, over: [shares]) { shares[$0] * gain },
      level: statistics.mono(under: shares, scaledBy: gain),
      bound: best == nil ? .largestExpansion : nil)
  }

  private static func lowered(
    from plainCrestDB: Double, to target: Double, _ statistics: BlockStatistics,
    _ envelope: Envelope
  ) -> CrestSolution {
    let top = envelope.peakDB.highest ?? 0
    let crest = { (depth: Double) in
      statistics.mono(
        under: Compression.gainsDB(of: envelope, thresholdDB: top + 3 - Float(depth))
      ).crestDB
    }
    // Up to 3 dB above the highest peak there is no reduction.
    var before = Trial(strength: 0, crestDB: plainCrestDB)
    var lowest = (crest: Double.infinity, depth: 0.0)
    for step in 1...18 {
      let depth = Double(step) * 1.5
      let reached = crest(depth)
      if reached < lowest.crest { lowest = (reached, depth) }
      let here = Trial(strength: depth, crestDB: reached)
      if reached <= target {
        let exact = crossing(between: before, here, of: target, crest)
        let gainsDB = Compression.gainsDB(of: envelope, thresholdDB: top + 3 - Float(exact))
        return CrestSolution(
          gainsDB: gainsDB, level: statistics.mono(under: gainsDB), bound: nil)
      }
      before = here
    }
    return limited(
      to: target, statistics,
      Compression.gainsDB(of: envelope, thresholdDB: top + 3 - Float(lowest.depth)))
  }

  /// The rest after compression is left to the limiter, which may take 4 dB.
  private static func limited(
    to target: Double, _ statistics: BlockStatistics, _ gainsDB: LongRow
  ) -> CrestSolution {
    let top = Double(Limiter.boundDB(truePeakDB: statistics.truePeakDB, gainsDB: gainsDB))
    let limitedGains = { (depth: Double) in
      Limiter.limitedDB(
        gainsDB, truePeakDB: statistics.truePeakDB, ceilingDB: Float(top - depth),
        grid: statistics.grid)
    }
    let crest = { (depth: Double) in statistics.mono(under: limitedGains(depth)).crestDB }
    let deepest = largestLimitingDB
    let most = Trial(strength: deepest, crestDB: crest(deepest))
    let isReached = most.crestDB <= target
    let depth =
      isReached
      ? crossing(
        between: Trial(strength: 0, crestDB: crest(0)), most, of: target, crest)
      : deepest
    let gains = limitedGains(depth)
    return CrestSolution(
      gainsDB: gains, level: statistics.mono(under: gains),
      bound: isReached ? nil : .largestReduction)
  }

  /// The largest reduction by the limiter, in dB.
  static let largestLimitingDB = 4.0

  /// What a strength of the dynamics, in dB, makes of the crest factor.
  private struct Trial {
    let strength: Double
    let crestDB: Double
  }

  /// How often a straight line may guess the strength before halves take over.
  private static let guesses = 8

  /// The strength at which the crest factor crosses the target, which is between those of two trials.
  ///
  /// A straight line through both guesses it. An end that stays twice in a row counts half (the Illinois
  /// rule), so that the line does not creep up on the target from one side. Where even that is slow, halving
  /// the interval is not.
  private static func crossing(
    between first: Trial, _ last: Trial, of target: Double, _ crest: (Double) -> Double
  ) -> Double {
    var (low, high) = (first.strength, last.strength)
    var (missingLow, missingHigh) = (first.crestDB - target, last.crestDB - target)
    if abs(missingHigh) <= precisionDB { return high }
    let rises = missingHigh >= 0 && missingLow < 0
    var movedLow: Bool?
    for trial in 0..<24 {
      let guess = high - missingHigh * (high - low) / (missingHigh - missingLow)
      let isGuess = trial < guesses && guess > low && guess < high
      let strength = isGuess ? guess : (low + high) / 2
      let missing = crest(strength) - target
      if abs(missing) <= precisionDB { return strength }
      let movesLow = (missing < 0) == rises
      if movesLow {
        (low, missingLow) = (strength, missing)
        if movedLow == true { missingHigh /= 2 }
      } else {
        (high, missingHigh) = (strength, missing)
        if movedLow == false { missingLow /= 2 }
      }
      movedLow = movesLow
    }
    return high
  }
}
