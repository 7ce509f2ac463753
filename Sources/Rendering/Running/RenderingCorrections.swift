import MasteringModel

/// Decides after each rendering of a track whether another one can come closer to what was asked for
/// (REN-16, REN-50, REN-51).
struct RenderingCorrections {
  private struct Attempt {
    let aim: RenderingAim
    let report: RenderingReport
    /// The dimensions that were corrected after it, and nothing else changed.
    var corrected: Set<RenderingDimension> = []
  }

  /// The most renderings of a track.
  static let mostRenders = 6
  /// Deviations above which a second rendering is worthwhile, in dB, dB and Hz.
  private static let worthCorrecting: [RenderingDimension: Double] = [
    .loudness: 0.01, .crest: 0.01, .centroid: 1,
  ]
  /// A correction that leaves more than this share of the deviation is the last one.
  private static let smallestGain = 0.7
  /// Where less than this share of an ask can be had, the dimension is left alone.
  private static let worthwhileShare = 0.1

  private let source: MeasuredSource
  private let isLevelFixed: Bool
  private var attempts: [Attempt] = []
  /// Whether an earlier aim was returned to, after which there are no others.
  private var isSettled = false

  /// Corrections of the renderings of a source.
  ///
  /// - Parameter isLevelFixed: whether the track's gain is that of its album, and not corrected.
  init(of source: MeasuredSource, isLevelFixed: Bool) {
    self.source = source
    self.isLevelFixed = isLevelFixed
  }

  /// What to aim for next; nil if the rendering is the last one.
  ///
  /// - Parameter report: of the rendering, its bounds being the limits of the solution.
  mutating func next(
    after aim: RenderingAim, _ solution: RenderingSolution, _ report: RenderingReport
  ) -> RenderingAim? {
    let before = attempts.last
    attempts.append(Attempt(aim: aim, report: report))
    guard !solution.isUnchanged, !isSettled else { return nil }
    // The last one is for a return to an earlier aim.
    guard attempts.count < Self.mostRenders - 1 else { return closest(than: report, aim) }
    var next = aim
    var corrected: Set<RenderingDimension> = []
    for dimension in RenderingDimension.allCases where !aim.leftAlone.contains(dimension) {
      let change = report[dimension]
      let miss = change.achieved - change.asked
      // What nothing binds is corrected once before it is judged.
      if before != nil || change.bound != nil, isFutile(dimension, aim, solution, report) {
        next = next.leavingAlone(dimension)
        continue
      }
      guard change.bound == nil else { continue }
      if let before {
        guard !change.isReached else { continue }
        if before.corrected.contains(dimension),
          abs(miss) > Self.smallestGain * before.report[dimension].deviation
        {
          if gives(dimension, solution, report) < Self.worthwhileShare {
            next = next.leavingAlone(dimension)
          }
          continue
        }
      } else if abs(miss) <= Self.worthCorrecting[dimension] ?? 0 {
        continue
      }
      correct(dimension, by: miss, in: &next, before)
      corrected.insert(dimension)
    }
    // What is left alone moves the others too, so that no correction can be judged by the next result.
    if next.leftAlone == aim.leftAlone { attempts[attempts.count - 1].corrected = corrected }
    return next == aim ? closest(than: report, aim) : next
  }

  /// Whether a result is farther from the ask than it would be without any change of this dimension, or
  /// less than a tenth of the ask at the largest one.
  private func isFutile(
    _ dimension: RenderingDimension, _ aim: RenderingAim, _ solution: RenderingSolution,
    _ report: RenderingReport
  ) -> Bool {
    let change = report[dimension]
    guard !change.isReached else { return false }
    let miss = change.deviation
    switch dimension {
    case .loudness: return false
    case .crest:
      // Under the ceiling the limiter changes it, and not the dynamics.
      guard change.bound != .ceiling, aim.crestDB != nil else { return false }
      return miss > abs(plainCrestChange(solution) - change.asked) + dimension.tolerance
    case .centroid:
      guard aim.shelfGainDB != 0 else { return false }
      return miss > abs(plainCentroidChange - change.asked) + dimension.tolerance
        || change.bound == .largestShelf
          && gives(dimension, solution, report) < Self.worthwhileShare
    }
  }

  /// The change in crest factor by the shelf alone, in dB.
  private func plainCrestChange(_ solution: RenderingSolution) -> Double {
    (solution.plainCrestDB ?? source.fingerprint.crestDB) - source.fingerprint.crestDB
  }

  /// The change in the centroid without a shelf, in Hz: what a rendering without one measured, or none.
  private var plainCentroidChange: Double {
    attempts.first { $0.aim.shelfGainDB == 0 }?.report.centroid.achieved ?? 0
  }

  /// How much of what was missing was achieved by changing this dimension; 1 is all of it.
  private func gives(
    _ dimension: RenderingDimension, _ solution: RenderingSolution, _ report: RenderingReport
  ) -> Double {
    let change = report[dimension]
    let plain: Double
    switch dimension {
    case .loudness: return 1
    case .crest: plain = plainCrestChange(solution)
    case .centroid: plain = plainCentroidChange
    }
    return change.asked == plain ? 1 : (change.achieved - plain) / (change.asked - plain)
  }

  private func correct(
    _ dimension: RenderingDimension, by miss: Double, in next: inout RenderingAim,
    _ before: Attempt?
  ) {
    switch dimension {
    case .loudness: if !isLevelFixed { next.loudnessDB -= miss }
    case .crest: if let crestDB = next.crestDB { next.crestDB = crestDB - miss }
    case .centroid:
      let gain = next.shelfGainDB
      var slope = source.curve.slope(atGainDB: gain)
      if let before, let last = attempts.last {
        let measured =
          (last.report.centroid.achieved - before.report.centroid.achieved)
          / (gain - before.aim.shelfGainDB)
        if measured.isFinite, measured > 1 { slope = measured }
      }
      next.shelfGainDB = ShelfFilter.quantised(gain - miss / max(slope, 1))
    }
  }

  /// The aim of the earlier rendering that came closest, if it came closer than the last one; nil if the
  /// last one is the result.
  private mutating func closest(
    than report: RenderingReport, _ aim: RenderingAim
  ) -> RenderingAim? {
    // What a limit binds is as it must be.
    let free = RenderingDimension.allCases.filter { report[$0].bound == nil }
    func deviation(_ report: RenderingReport) -> Double {
      free.reduce(0) { sum, dimension in
        sum + max(report[dimension].deviation / dimension.tolerance - 1, 0)
      }
    }
    let last = deviation(report)
    guard last > 0 else { return nil }
    let comparable = attempts.dropLast().filter { $0.aim.leftAlone == aim.leftAlone }
    guard let closest = comparable.min(by: { deviation($0.report) < deviation($1.report) }),
      deviation(closest.report) < 0.9 * last
    else { return nil }
    isSettled = true
    return closest.aim
  }
}
