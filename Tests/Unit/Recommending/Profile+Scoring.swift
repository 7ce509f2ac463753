import MasteringModel
import ProviderTesting

extension Fingerprint {
  /// Zero in every metric that scores, so that distances to it are exact.
  static let zero = Fingerprint.sample(
    loudnessDBFS: 0, crestDB: 0, spectralCentroidHz: 0, zeroCrossingRate: 0)
}

extension Profile {
  /// A profile for which `Fingerprint.zero` scores exactly this value; its name is its id in
  /// capitals.
  ///
  /// Exact for multiples of 2⁻⁴⁰ in 0…1: each of the four dimensions scores the same, and their
  /// mean is a division by four.
  static func scoring(
    _ score: Double, id: String, targets: ProcessingTargets = .sample()
  ) -> Profile {
    let halfWidths = 2 - 2 * score
    func range(halfWidth: Double) -> ClosedRange<Double> {
      let centre = halfWidths * halfWidth
      return centre - halfWidth...centre + halfWidth
    }
    return .sample(
      id: id, name: id.uppercased(),
      detectionRules: .sample(
        loudnessDBFS: range(halfWidth: 1), crestDB: range(halfWidth: 1),
        zeroCrossingRate: range(halfWidth: 1), spectralCentroidHz: range(halfWidth: 128)),
      processingTargets: targets)
  }
}
