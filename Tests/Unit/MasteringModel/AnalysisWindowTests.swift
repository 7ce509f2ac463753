import MasteringModel
import ProviderTesting
import Testing

@Suite struct AnalysisWindowTests {
  @Test func `the standard window is ninety seconds, 3,969,000 frames at 44.1 kHz`() {
    #expect(AnalysisWindow.standard.seconds == 90)
    #expect(AnalysisWindow.standard.frames(atSampleRateHz: 44_100) == 3_969_000)
  }

  @Test func `the whole track has no frame count`() {
    #expect(AnalysisWindow.all.seconds == nil)
    #expect(AnalysisWindow.all.frames(atSampleRateHz: 44_100) == nil)
  }

  @Test(arguments: [
    (1.0, 44_100, 44_100), (0.5, 11_025, 5512), (0.25, 22_050, 5512), (1.75, 3, 5),
    (0.001, 1000, 1), (2.5, 768_000, 1_920_000), (1.0.nextDown, 8000, 7999),
  ])
  func `a partial frame does not count`(_ seconds: Double, _ rate: Int, _ frames: Int) {
    #expect(AnalysisWindow.sample(seconds: seconds).frames(atSampleRateHz: rate) == frames)
  }

  @Test(arguments: [1e15, 1e300, .greatestFiniteMagnitude], [44_100, 768_000, .max])
  func `a window too long to count is the whole track`(_ seconds: Double, _ rate: Int) {
    #expect(AnalysisWindow.sample(seconds: seconds).frames(atSampleRateHz: rate) == nil)
  }

  @Test func `the longest window that can be counted is counted`() {
    let seconds = 0x1p62
    #expect(AnalysisWindow.sample(seconds: seconds).frames(atSampleRateHz: 1) == 1 << 62)
  }

  @Test(arguments: [0, -0.0, -1, -.leastNonzeroMagnitude, .nan, .infinity, -.infinity])
  func `a length that is not finite and positive is refused`(_ seconds: Double) {
    let refusal = #expect(throws: InvalidAnalysisWindow.self) {
      try AnalysisWindow.first(seconds: seconds)
    }
    #expect(refusal?.seconds.description == seconds.description)
  }

  @Test func `the first ninety seconds are the standard window`() throws {
    #expect(try AnalysisWindow.first(seconds: 90) == .standard)
  }

  @Test func `by default a request is for the standard window of a whole file`() {
    let request = AnalysisRequest(path: "song.flac")
    #expect(request.window == .standard)
    #expect(!request.allowsPartialAudio)
  }
}
