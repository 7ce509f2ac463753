package import MasteringModel

/// How a caller wants a track rendered: what it is to become, how much of that, and what it must keep
/// to.
package struct RenderingWish: Sendable {
  /// What a track is to become.
  package enum Changes: Sendable {
    /// What is recommended for it.
    case recommendation(RecommendationSettings)
    /// What profiles aim at, weighted; the weights are above 0 and need not sum to anything.
    case blend([(profileID: String, weight: Double)])
    /// These changes.
    case asks(RenderingAsks)
  }

  /// What it is to become.
  package let changes: Changes
  /// How much of each change is wanted, in percent, 0…150.
  package let percent: [RenderingDimension: Double]
  /// What yields where peaks meet the ceiling.
  package let policy: RenderingPolicy
  /// The highest true peak of the result.
  package let ceiling: TruePeakCeiling
  /// What samples are rounded to.
  package let resolution: SampleResolution

  /// The request for a file whose changes are known.
  func request(for path: String, changes: PredictedChange) throws(InvalidRenderingAsk)
    -> RenderingRequest
  {
    let asks = try RenderingAsks(
      loudnessChangeDB: changes.loudnessDB, crestChangeDB: changes.crestDB,
      centroidChangeHz: changes.centroidHz)
    return RenderingRequest(
      path: path, asks: asks.scaled(byPercent: percent), policy: policy, ceiling: ceiling,
      resolution: resolution)
  }
}

extension RenderingAsks {
  /// Each ask times a percentage of its own.
  fileprivate func scaled(byPercent percent: [RenderingDimension: Double]) -> RenderingAsks {
    let parts = RenderingDimension.allCases.map { dimension in
      only([dimension]).scaled(byPercent: percent[dimension] ?? 100)
    }
    // What lies within bounds one by one does so together.
    return
      (try? RenderingAsks(
        loudnessChangeDB: parts[0].loudnessChangeDB, crestChangeDB: parts[1].crestChangeDB,
        centroidChangeHz: parts[2].centroidChangeHz)) ?? .nothing
  }
}
