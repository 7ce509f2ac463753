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

  @Test func `the same seed gives the same numbers`() {
    var (first, second) = (SeededGenerator(seed: 7), SeededGenerator(seed: 7))
    let numbers = (0..<100).map { _ in first.next() }
    #expect(numbers == (0..<100).map { _ in second.next() })
    #expect(Set(numbers).count == 100)
    var other = SeededGenerator(seed: 8)
    #expect(other.next() != numbers[0])
  }

  @Test func `the generator is SplitMix64`() {
    // The first outputs for seed 0 of the authors' own program.
    var random = SeededGenerator(seed: 0)
    #expect(random.next() == 0xe220_a839_7b1d_cdaf)
    #expect(random.next() == 0x6e78_9e6a_a1b9_65f4)
  }
}
