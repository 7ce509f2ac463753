import MasteringModel

extension Recommendation {
  /// The differences from the reference, one line per field; empty if there are none.
  ///
  /// There is no tolerance, not even one ulp: both add and divide the same numbers in the same
  /// order.
  func differences(from reference: ReferenceRecommendation) -> [String] {
    var differences: [String] = []
    func compare<Value: Equatable>(_ field: String, _ ours: Value, _ theirs: Value) {
      if ours != theirs { differences.append("\(field) is \(ours), not \(theirs)") }
    }
    compare("primary_profile_id", primaryProfile.id, reference.primaryProfileID)
    compare("confidence_score", confidence, reference.confidence)
    compare("predicted_loudness_change", predictedChange.loudnessDB, reference.loudnessChangeDB)
    compare("predicted_crest_change", predictedChange.crestDB, reference.crestChangeDB)
    compare("predicted_centroid_change", predictedChange.centroidHz, reference.centroidChangeHz)
    compare("is_hybrid", isHybrid, reference.isHybrid ?? false)
    compare(
      "profile_ids", weightedProfiles.map(\.profile.id),
      reference.members?.map(\.profileID) ?? [])
    compare("weights", weightedProfiles.map(\.weight), reference.members?.map(\.weight) ?? [])
    return differences
  }
}
