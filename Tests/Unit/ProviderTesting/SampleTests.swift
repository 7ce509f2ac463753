import MasteringModel
import ProviderTesting
import Testing

@Suite struct SampleTests {
  @Test func `the sample fingerprint lies in every range of the sample profile`() {
    let (fingerprint, rules) = (Fingerprint.sample(), DetectionRules.sample())
    #expect(rules.loudnessDBFS.contains(fingerprint.loudnessDBFS))
    #expect(rules.crestDB.contains(fingerprint.crestDB))
    #expect(rules.zeroCrossingRate.contains(fingerprint.zeroCrossingRate))
  }
}
