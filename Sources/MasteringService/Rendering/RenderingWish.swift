package import MasteringModel

/// How a caller wants a track rendered: the changes, their strength, and the limits.
package struct RenderingWish: Sendable {
  /// Where the changes come from.
  package enum Changes: Sendable {
    /// The recommendation for the track.
    case recommendation(RecommendationSettings)
    /// The targets of profiles, weighted.
    case blend(StatedBlend)
    /// These changes.
    case asks(RenderingAsks)
  }

  /// Where the changes come from.
  package let changes: Changes
  /// How much of each change is wanted, in percent, 0…450.
  package let percent: [RenderingDimension: Double]
  /// What yields when peaks reach the ceiling.
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
  /// Each ask times its own percentage.
  fileprivate func scaled(byPercent percent: [RenderingDimension: Double]) -> RenderingAsks {
    let parts = RenderingDimension.allCases.map { dimension in
      only([dimension]).scaled(byPercent: percent[dimension] ?? 100)
    }
    // Asks that are valid one by one are valid together.
    return
      (try? RenderingAsks(
        loudnessChangeDB: parts[0].loudnessChangeDB, crestChangeDB: parts[1].crestChangeDB,
        centroidChangeHz: parts[2].centroidChangeHz)) ?? .nothing
  }
}
