public import MasteringModel
public import StrictJSON

extension Profile {
  /// The profile under the keys that profile files use; members without a value are left out.
  public var payload: JSON {
    var members: [JSON.Member] = [
      .init("profile_id", .string(id)),
      .init("name", .string(name)),
      .init("version", .string(version.description)),
      .init("description", .string(description)),
      .init("detection_rules", detectionRules.payload),
      .init("processing_targets", processingTargets.payload),
      .init(
        "training",
        ["source": .string(training.source), "tracks": .integer(training.tracks)]),
      .init("confidence", .number(confidence)),
    ]
    if let releaseType { members.append(.init("release_type", .string(releaseType))) }
    if let genreHint { members.append(.init("genre_hint", .string(genreHint))) }
    if let eraEstimate { members.append(.init("era_estimate", .integer(eraEstimate))) }
    return .object(members)
  }
}

extension DetectionRules {
  fileprivate var payload: JSON {
    var members: [JSON.Member] = [
      .init("loudness_dbfs", loudnessDBFS.payload),
      .init("crest_db", crestDB.payload),
      .init("zero_crossing_rate", zeroCrossingRate.payload),
    ]
    if let spectralCentroidHz {
      members.append(.init("spectral_centroid_hz", spectralCentroidHz.payload))
    }
    return .object(members)
  }
}

extension MetricRange {
  fileprivate var payload: JSON { [.number(lowerBound), .number(upperBound)] }
}

extension ProcessingTargets {
  fileprivate var payload: JSON {
    var members: [JSON.Member] = [
      .init("loudness_change_db", .number(change.loudnessDB)),
      .init("crest_change_db", .number(change.crestDB)),
      .init("centroid_change_hz", .number(change.centroidHz)),
    ]
    if let targetLoudnessDBFS {
      members.append(.init("target_loudness_dbfs", .number(targetLoudnessDBFS)))
    }
    return .object(members)
  }
}
