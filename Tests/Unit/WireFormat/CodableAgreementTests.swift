import Foundation
import MasteringModel
import ProviderTesting
import StrictJSON
import Testing
import WireFormat

/// If `Codable` and the interfaces write the same value, the result is the same.
@Suite struct CodableAgreementTests {
  private func written(_ value: some Encodable) throws -> NSDictionary {
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(value))
    return try #require(object as? NSDictionary)
  }

  private func object(_ payload: JSON) throws -> NSDictionary {
    let object = try JSONSerialization.jsonObject(with: Data(payload.utf8()))
    return try #require(object as? NSDictionary)
  }

  @Test func `a fingerprint is encoded as the interfaces send it`() throws {
    let fingerprint = Fingerprint.sample(loudnessDBFS: 0.1 + 0.2)
    #expect(try written(fingerprint) == object(fingerprint.payload))
  }

  @Test func `an analysis is encoded as the interfaces send it`() throws {
    #expect(try written(TrackAnalysis.sample()) == object(TrackAnalysis.sample().payload))
  }

  @Test func `a profile is encoded as the interfaces send it`() throws {
    let full = Profile.sample(
      detectionRules: .sample(spectralCentroidHz: 0...22_050),
      processingTargets: .sample(targetLoudnessDBFS: -18.5), releaseType: "live",
      genreHint: "rock", eraEstimate: 1987)
    for profile in [.sample(), full] {
      #expect(try written(profile) == object(profile.payload))
    }
  }
}
