import MasteringModel

extension RenderingReport {
  /// What a solution achieved, measured on the result.
  static func measured(
    _ request: RenderingRequest, source: MeasuredSource, _ before: SignalLevels,
    result: Fingerprint, _ after: SignalLevels, solution: RenderingSolution,
    rounding: RoundingEffect, renders: Int
  ) -> RenderingReport {
    func change(_ dimension: RenderingDimension, _ metric: FingerprintMetric) -> Change {
      var asked = request.asks[dimension]
      var achieved = result[metric] - source.fingerprint[metric]
      if dimension == .loudness, case .integrated = request.level,
        let before = before.loudness?.integratedLUFS, let after = after.loudness?.integratedLUFS
      {
        asked = source.loudnessChange(for: request)
        achieved = after - before
      }
      let isReached = abs(achieved - asked) <= dimension.tolerance
      return Change(
        asked: asked, achieved: achieved, bound: isReached ? nil : solution.bounds[dimension],
        isReached: isReached)
    }
    return RenderingReport(
      source: source.fingerprint, result: result, loudness: change(.loudness, .loudness),
      crest: change(.crest, .crest), centroid: change(.centroid, .spectralCentroid),
      shelfGainDB: solution.plan.shelf.highGainDB, levelDB: solution.levelDB,
      gain: GainStatistics(of: solution.gainsDB, grid: source.grid),
      sourceTruePeakDBTP: before.truePeakDBTP, resultTruePeakDBTP: after.truePeakDBTP,
      ceilingDBTP: request.policy == .free ? nil : request.ceiling.dBTP,
      renders: solution.isUnchanged ? 0 : renders,
      keepsEverySample: solution.isUnchanged && !rounding.isChange,
      sourceLoudness: before.loudness, resultLoudness: after.loudness)
  }
}

extension RenderingReport.GainStatistics {
  /// The statistics of gains at the nodes, in dB; none stand for no gain at all.
  fileprivate init(of gainsDB: LongRow, grid: BlockGrid) {
    // The rest after subtracting the mean over a 30th of a second.
    let factors = LongRow(count: gainsDB.count, over: [gainsDB]) { factor(ofDB: gainsDB[$0]) }
    let slow = NodeCurve.smoothed(factors, half: max(1, Int(grid.nodesPerSecond / 30)))
    var beyond = 0
    var (lowest, highest) = (Float.infinity, -Float.infinity)
    var fast = 0.0
    var mean = 0.0
    LongRow.sweep(gainsDB.count, over: [gainsDB, factors, slow]) { nodes in
      for node in nodes {
        let gain = gainsDB[node]
        if abs(gain) > 3 { beyond += 1 }
        lowest = min(lowest, gain)
        highest = max(highest, gain)
        fast += Double((factors[node] - slow[node]) * (factors[node] - slow[node]))
        mean += Double(factors[node])
      }
    }
    let count = Double(max(gainsDB.count, 1))
    self.init(
      lowestDB: gainsDB.isEmpty ? 0 : Double(lowest),
      highestDB: gainsDB.isEmpty ? 0 : Double(highest), shareBeyond3DB: Double(beyond) / count,
      modulationDB: decibels(ofAmplitude: (fast / count).squareRoot() / max(mean / count, 1e-6)))
  }
}
