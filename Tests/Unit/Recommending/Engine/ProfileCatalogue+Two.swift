import MasteringModel
import ProviderTesting

extension ProfileCatalogue {
  /// Two profiles that the sample fingerprint matches, one better than the other.
  static let two = ProfileCatalogue.sample([
    .sample(id: "near", detectionRules: .sample(loudnessDBFS: -18 ... -14)),
    .sample(id: "far", detectionRules: .sample(loudnessDBFS: -19 ... -15)),
  ])
}
