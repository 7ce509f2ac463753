import MasteringModel

extension RenderingReport {
  /// What a solution achieved, measured on the result.
  static func measured(
    _ request: RenderingRequest, source: MeasuredSource, result: Fingerprint,
    resultTruePeakDBTP: Double, resultLoudness: SignalLoudness?, solution: RenderingSolution,
    renders: Int
  ) -> RenderingReport {
    func change(_ dimension: RenderingDimension, _ metric: FingerprintMetric) -> Change {
      var asked = request.asks[dimension]
      var achieved = result[metric] - source.fingerprint[metric]
      if dimension == .loudness, case .integrated = request.level,
        let before = source.loudness?.integratedLUFS, let after = resultLoudness?.integratedLUFS
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
      sourceTruePeakDBTP: source.truePeakDBTP, resultTruePeakDBTP: resultTruePeakDBTP,
      ceilingDBTP: request.policy == .free ? nil : request.ceiling.dBTP,
      renders: solution.isUnchanged ? 0 : renders, sourceLoudness: source.loudness,
      resultLoudness: resultLoudness)
  }
}

extension RenderingReport.GainStatistics {
  /// The statistics of gains at the nodes, in dB; none stand for no gain at all.
  fileprivate init(of gainsDB: [Float], grid: BlockGrid) {
    let beyond = gainsDB.reduce(0) { $0 + (abs($1) > 3 ? 1 : 0) }
    // The rest after subtracting the mean over a 30th of a second.
    let factors = amplitudes(gainsDB)
    let slow = NodeCurve.smoothed(factors, half: max(1, Int(grid.nodesPerSecond / 30)))
    var fast = 0.0
    var mean = 0.0
    for (factor, slow) in zip(factors, slow) {
      fast += Double((factor - slow) * (factor - slow))
      mean += Double(factor)
    }
    let count = Double(max(factors.count, 1))
    self.init(
      lowestDB: Double(gainsDB.min() ?? 0), highestDB: Double(gainsDB.max() ?? 0),
      shareBeyond3DB: Double(beyond) / count,
      modulationDB: decibels(ofAmplitude: (fast / count).squareRoot() / max(mean / count, 1e-6)))
  }
}
