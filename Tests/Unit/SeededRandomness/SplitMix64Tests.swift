import SeededRandomness
import Testing

@Suite struct SplitMix64Tests {
  @Test func `it generates what its authors' program generates`() {
    var random = SplitMix64(seed: 0)
    #expect(random.next() == 0xe220_a839_7b1d_cdaf)
    #expect(random.next() == 0x6e78_9e6a_a1b9_65f4)
    random = SplitMix64(seed: 1_234_567)
    #expect(random.next() == 6_457_827_717_110_365_317)
    #expect(random.next() == 3_203_168_211_198_807_973)
  }

  @Test func `the same seed gives the same numbers`() {
    var (first, second) = (SplitMix64(seed: 7), SplitMix64(seed: 7))
    let numbers = (0..<100).map { _ in first.next() }
    #expect(numbers == (0..<100).map { _ in second.next() })
    #expect(Set(numbers).count == 100)
    var other = SplitMix64(seed: 8)
    #expect(other.next() != numbers[0])
  }
}
