import AudioDecoding
import AudioFixtures
import LoudnessMetering
import MasteringModel
import Recommending
import Testing

@Suite struct TrackMeterTests {
  private let meter = TrackMeter(decoder: SndfileDecoder(), meter: Ebur128Meter())

  private func loudness(
    of clip: AudioClip, window: AnalysisWindow = .all
  ) async throws -> TrackLoudness {
    try await withTemporaryFolder { folder in
      let path = try folder.file("a.wav", clip, as: .integer16)
      return try await meter.loudness(for: AnalysisRequest(path: path, window: window))
    }
  }

  @Test func `the whole file is measured`() async throws {
    let clip = Signal(.sine(hz: 997, amplitude: 0.1), samples: 95 * 8_000).clip(sampleRateHz: 8_000)
    let measured = try await loudness(of: clip)
    #expect(measured.measuredSeconds == 95)
    #expect(abs(try #require(measured.signal.integratedLUFS) - -23.01) < 0.1)
  }

  @Test func `a window ends where stated`() async throws {
    let clip = Signal(.sine(hz: 997, amplitude: 0.1), samples: 20_000).clip()
    let measured = try await loudness(of: clip, window: .first(seconds: 0.25))
    #expect(measured.measuredSeconds == 0.25)
  }

  @Test func `a missing file is refused with the decoder's failure`() async {
    await #expect(throws: LoudnessFailure.audio(.notFound(path: "/nowhere/a.wav"))) {
      try await meter.loudness(for: AnalysisRequest(path: "/nowhere/a.wav"))
    }
  }

  @Test func `a cancelled task is not measured`() async {
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await loudness(of: Signal(.dc(amplitude: 0.1)).clip())
    }
    task.cancel()
    await #expect(throws: LoudnessFailure.cancelled) { try await task.value }
  }
}
