import MasteringModel
import Testing

@Suite struct TrackIdentityTests {
  private func identity(_ path: String, size: Int64 = 1, time: Int64 = 2) -> TrackIdentity {
    TrackIdentity(path: path, sizeBytes: size, modifiedAtNanoseconds: time)
  }

  @Test func `equal components are the same identity`() {
    #expect(identity("/a") == identity("/a"))
    #expect(Set([identity("/a"), identity("/a")]).count == 1)
  }

  @Test func `a different path, size or time is a different identity`() {
    #expect(identity("/a") != identity("/b"))
    #expect(identity("/a") != identity("/a", size: 2))
    #expect(identity("/a") != identity("/a", time: 3))
  }

  @Test func `two names that look the same but differ are two files`() {
    let composed = identity("/\u{e9}.flac")
    let decomposed = identity("/e\u{301}.flac")
    #expect(composed != decomposed)
    #expect(Set([composed, decomposed]).count == 2)
  }

  @Test func `requests for names that look the same but differ are two requests`() {
    let composed = AnalysisRequest(path: "/\u{e9}.flac")
    #expect(composed == AnalysisRequest(path: "/\u{e9}.flac"))
    #expect(composed != AnalysisRequest(path: "/e\u{301}.flac"))
    #expect(composed != AnalysisRequest(path: "/\u{e9}.flac", window: .all))
    #expect(composed != AnalysisRequest(path: "/\u{e9}.flac", allowsPartialAudio: true))
  }
}
