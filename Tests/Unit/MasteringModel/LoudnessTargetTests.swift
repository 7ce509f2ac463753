import MasteringModel
import Testing

@Suite struct LoudnessTargetTests {
  private func loudness(_ lufs: Double?, peak: Double) -> SignalLoudness {
    SignalLoudness(
      integratedLUFS: lufs, rangeLU: nil, momentaryMaxLUFS: nil, shortTermMaxLUFS: nil,
      channels: [.init(role: .front, sampleDBFS: peak, trueDBTP: peak)])
  }

  private func target(_ name: String) throws -> LoudnessTarget {
    try #require(LoudnessTarget.named.first { $0.name == name })
  }

  @Test(arguments: [
    (-23.0, -3.0, true), (-22.5, -3, true), (-22.4, -3, false), (-23.5, -3, true),
    (-23.6, -3, false), (-23, -1, true), (-23, -0.9, false),
  ])
  func `an EBU programme must be near its target and below its ceiling`(
    _ lufs: Double, _ peak: Double, _ isMet: Bool
  ) throws {
    #expect(try target("ebu").isMet(by: loudness(lufs, peak: peak)) == isMet)
  }

  @Test func `a track that a player turns up is not a miss`() throws {
    let streaming = try target("streaming")
    #expect(streaming.isMet(by: loudness(-19, peak: -6)))
    #expect(!streaming.isMet(by: loudness(-13, peak: -6)))
    #expect(streaming.gainDB(for: loudness(-19, peak: -6)) == 5)
  }

  @Test func `silence meets no target`() throws {
    #expect(try !target("streaming").isMet(by: loudness(nil, peak: -90)))
  }
}
