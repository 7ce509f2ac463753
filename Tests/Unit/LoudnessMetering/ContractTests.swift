import LoudnessMetering
import ProviderTesting
import Testing

@Suite struct ContractTests {
  @Test func `the meter keeps the promises of its seam`() {
    #expect(LoudnessMeterContract { Ebur128Meter() }.check().isEmpty)
  }
}
