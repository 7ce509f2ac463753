import MasteringModel

/// The plan that brings a shelved track to its aim, and the limits that prevent it.
struct RenderingSolution: Sendable {
  let plan: RenderingPlan
  /// The dynamics' gain at each node, in dB, without the level.
  let gainsDB: LongRow
  /// The gain of the whole track, in dB.
  let levelDB: Double
  /// What kept a dimension from its aim.
  let bounds: [RenderingDimension: RenderingBound]
  /// The crest factor under the shelf without the dynamics, in dB; nil if nothing was solved.
  let plainCrestDB: Double?

  /// Whether every sample stays unchanged.
  var isUnchanged: Bool { gainsDB.isEmpty }

  /// A solution that changes nothing.
  init(unchanged grid: BlockGrid, bounds: [RenderingDimension: RenderingBound]) {
    plan = .unchanged(grid)
    gainsDB = []
    levelDB = 0
    self.bounds = bounds
    plainCrestDB = nil
  }

  /// The solution for a track to be left unchanged; nil for any other.
  init?(untouching source: MeasuredSource, _ request: RenderingRequest) {
    guard !request.isNothing else {
      self.init(unchanged: source.grid, bounds: [:])
      return
    }
    guard source.isSilent || source.lacksLoudness(for: request) else { return nil }
    let asked = RenderingDimension.allCases.filter {
      request.asks[$0] != 0 || ($0 == .loudness && request.level != .asked)
    }
    self.init(
      unchanged: source.grid,
      bounds: Dictionary(uniqueKeysWithValues: asked.map { ($0, .nothingToMove) }))
  }

  /// Solves for an aim, from the block statistics under its shelf.
  init(
    for aim: RenderingAim, _ statistics: BlockStatistics, policy: RenderingPolicy,
    ceiling: TruePeakCeiling, level: RenderingLevel = .asked
  ) {
    let crest =
      aim.crestDB.map { CrestSolution(target: $0, statistics: statistics) }
      ?? CrestSolution(untouched: statistics)
    var bounds: [RenderingDimension: RenderingBound] = [:]
    bounds[.crest] = crest.bound
    if abs(aim.shelfGainDB) == ShelfFilter.largestGainDB { bounds[.centroid] = .largestShelf }
    for dimension in aim.leftAlone { bounds[dimension] = .nothingToMove }
    var gainsDB = crest.gainsDB
    var levelDB = aim.loudnessDB - crest.level.loudnessDB
    var isFixed = false
    if case .fixed(let gainDB) = level {
      levelDB = gainDB
      isFixed = true
      bounds[.loudness] = .album
    }
    let ceilingDB = ceiling.internalDBTP
    let peakDB = Double(
      Limiter.boundDB(truePeakDB: statistics.truePeakDB, gainsDB: gainsDB))
    let excess = peakDB + levelDB - ceilingDB
    if policy != .free, excess > 0, !(isFixed && policy == .level) {
      if policy == .crest {
        let limited = Self.limited(
          gainsDB, levelDB, loudnessDB: isFixed ? -.infinity : aim.loudnessDB, statistics,
          ceilingDB: ceilingDB)
        gainsDB = limited.gainsDB
        levelDB = limited.levelDB
        bounds[.crest] = .ceiling
        if limited.isShort { bounds[.loudness] = .ceiling }
      } else {
        levelDB -= excess
        bounds[.loudness] = .ceiling
      }
    }
    self.gainsDB = gainsDB
    self.levelDB = levelDB
    self.bounds = bounds
    plainCrestDB = crest.plainCrestDB
    plan = RenderingPlan(
      shelf: ShelfFilter(
        highGainDB: aim.shelfGainDB, sampleRateHz: statistics.grid.sampleRateHz),
      grid: statistics.grid, gainsDB: gainsDB, levelDB: levelDB)
  }

  /// Gains under which no peak exceeds the ceiling, and the level that keeps the loudness
  /// nevertheless, within the limiter's 4 dB.
  private static func limited(
    _ gainsDB: LongRow, _ levelDB: Double, loudnessDB: Double, _ statistics: BlockStatistics,
    ceilingDB: Double
  ) -> (gainsDB: LongRow, levelDB: Double, isShort: Bool) {
    let peakDB = Double(Limiter.boundDB(truePeakDB: statistics.truePeakDB, gainsDB: gainsDB))
    let highestLevelDB = ceilingDB + CrestSolution.largestLimitingDB - peakDB
    func limited(at level: Double) -> LongRow {
      Limiter.limitedDB(
        gainsDB, truePeakDB: statistics.truePeakDB, ceilingDB: Float(ceilingDB - level),
        grid: statistics.grid)
    }
    func missing(at level: Double, _ gainsDB: LongRow) -> Double {
      loudnessDB - level - statistics.mono(under: gainsDB).loudnessDB
    }
    var level = min(levelDB, highestLevelDB)
    // Limiting reduces loudness, and raising the level again needs more limiting; each round closes
    // most of the gap, unless the limiter takes most of what is added.
    for _ in 0..<8 {
      let gains = limited(at: level)
      let missing = missing(at: level, gains)
      if missing < precisionDB || level == highestLevelDB {
        return (gains, level, missing >= precisionDB)
      }
      level = min(level + missing, highestLevelDB)
    }
    let most = limited(at: highestLevelDB)
    if missing(at: highestLevelDB, most) >= precisionDB { return (most, highestLevelDB, true) }
    var (low, high) = (level, highestLevelDB)
    var gains = most
    for _ in 0..<24 {
      let middle = (low + high) / 2
      let candidate = limited(at: middle)
      let missing = missing(at: middle, candidate)
      if missing >= precisionDB / 10 {
        low = middle
      } else {
        (high, gains) = (middle, candidate)
        if missing > -precisionDB / 10 { break }
      }
    }
    return (gains, high, false)
  }

  /// How close to the loudness that was asked for the limiter's level comes, in dB.
  private static let precisionDB = 0.001
}
