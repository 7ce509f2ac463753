public import MasteringModel
public import StrictJSON

extension RankedProfile {
  /// The members `profile_id`, `profile_name`, `score` (0…1) and `dimensions`, which has a score for
  /// each metric that the profile has a range for.
  public var payload: JSON {
    var dimensions: [JSON.Member] = [
      .init("loudness", .number(similarity.loudness)),
      .init("crest", .number(similarity.crest)),
      .init("zero_crossing_rate", .number(similarity.zeroCrossingRate)),
    ]
    if let centroid = similarity.spectralCentroid {
      dimensions.append(.init("spectral_centroid", .number(centroid)))
    }
    return [
      "profile_id": .string(profile.id), "profile_name": .string(profile.name),
      "score": .number(similarity.score), "dimensions": .object(dimensions),
    ]
  }
}
