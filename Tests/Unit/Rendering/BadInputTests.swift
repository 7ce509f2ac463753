import Foundation
import MasteringModel
import SeededRandomness
import Testing

@testable import Rendering

/// Input that cannot be rendered: refused or left alone, with the reason, and nothing lost.
@Suite struct BadInputTests {
  private let asks = Self.asks
  private static let asks =
    (try? RenderingAsks(loudnessChangeDB: 1, crestChangeDB: 2, centroidChangeHz: 100)) ?? .nothing

  private func noise(_ count: Int, amplitude: Float = 0.3) -> [Float] {
    var generator = SplitMix64(seed: 3)
    return (0..<count).map { _ in Float.random(in: -amplitude...amplitude, using: &generator) }
  }

  private func sine(_ hz: Double, seconds: Double, amplitude: Double = 0.3) -> [Float] {
    (0..<Int(seconds * 44_100)).map {
      Float(amplitude * sin(2 * .pi * hz * Double($0) / 44_100))
    }
  }

  private func render(
    _ decoder: ArrayDecoder, _ asks: RenderingAsks = Self.asks, into sink: ArraySink? = nil,
    policy: RenderingPolicy = .level
  ) async throws(RenderingFailure) -> RenderingReport {
    var makeSink: RenderingSinkMaker?
    if let sink {
      makeSink = { _ throws(AudioWritingFailure) -> any AudioSink in
        sink.restart()
        return sink
      }
    }
    return try await TrackRenderer(decoder: decoder).render(
      RenderingRequest(path: "track", asks: asks, policy: policy, resolution: .float32),
      into: makeSink, progress: nil)
  }

  @Test func `a track of one sample gives one sample`() async throws {
    let sink = ArraySink()
    let report = try await render(ArrayDecoder([0.5]), into: sink)
    #expect(sink.samples.count == 1 && sink.end == .finished)
    #expect(sink.samples.allSatisfy { abs($0) <= 0.9 })
    #expect(!report.crest.isReached && report.crest.bound != nil)
  }

  @Test func `a track without samples is refused`() async {
    let sink = ArraySink()
    await #expect(throws: RenderingFailure.source(.emptyAudio(path: "track"))) {
      try await render(ArrayDecoder([]), into: sink)
    }
    #expect(sink.end == .open && sink.samples.isEmpty)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `a sample that is not a number is refused with its position`(sample: Float) async {
    var samples = noise(4_000)
    samples[2 * 700 + 1] = sample
    let sink = ArraySink()
    await #expect(
      throws: RenderingFailure.source(
        .nonFiniteSamples(path: "track", channel: 1, frame: 700))
    ) {
      try await render(ArrayDecoder(samples, channels: 2), into: sink)
    }
    #expect(sink.samples.isEmpty)
  }

  @Test(arguments: [RenderingPolicy.level, .crest])
  func `a source above full scale is reduced to the ceiling`(policy: RenderingPolicy) async throws {
    let sink = ArraySink()
    let report = try await render(
      ArrayDecoder(noise(22_050, amplitude: 3)), into: sink, policy: policy)
    #expect(report.sourceTruePeakDBTP > 6)
    #expect(report.resultTruePeakDBTP <= -1)
    #expect(report.loudness.bound == .ceiling)
    #expect(sink.samples.allSatisfy { abs($0) < 0.892 })
  }

  /// Floating-point samples can be 770 dB above full scale; at 125 dB the statistics are scaled, and the
  /// factors are small long before.
  @Test(arguments: [10, 21, 64, 125])
  func `how far a source is above full scale makes no difference`(exponent: Int) async throws {
    let (low, high) = (ArraySink(), ArraySink())
    let samples = noise(44_100, amplitude: 3)
    let expected = try await render(ArrayDecoder(samples), into: low)
    let factor = Float(sign: .plus, exponent: exponent, significand: 1)
    let report = try await render(ArrayDecoder(samples.map { $0 * factor }), into: high)
    #expect(expected.loudness.bound == .ceiling && report.loudness.bound == .ceiling)
    #expect(report.resultTruePeakDBTP <= -1)
    #expect(abs(report.crest.achieved - expected.crest.achieved) < 0.01)
    #expect(abs(report.centroid.achieved - expected.centroid.achieved) < 1)
    let levelDB = expected.levelDB - 20 * log10(2) * Double(exponent)
    #expect(abs(report.levelDB - levelDB) < 0.01)
    #expect(zip(high.samples, low.samples).allSatisfy { abs($0 - $1) < 1e-3 })
  }

  @Test func `a result that floats cannot hold is refused, and not the source`() async throws {
    let sink = ArraySink()
    let asks = try RenderingAsks(loudnessChangeDB: 40, crestChangeDB: 0, centroidChangeHz: 0)
    let failure = await #expect(throws: RenderingFailure.self) {
      try await render(
        ArrayDecoder(noise(44_100, amplitude: 3e37)), asks, into: sink, policy: .free)
    }
    guard case .destination(let writing) = failure, case .unsupported = writing.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(sink.end == .discarded)
  }

  @Test(arguments: [10.0, 440])
  func `a steady tone remains steady`(hz: Double) async throws {
    let sink = ArraySink()
    let source = sine(hz, seconds: 1.5)
    let report = try await render(ArrayDecoder(source), into: sink)
    // A tone has no peaks above the rest, so its crest factor cannot be raised.
    #expect(!report.crest.isReached && report.crest.bound != nil)
    // Apart from its ends, the result is the source multiplied by one factor.
    let middle = 15_000..<50_000
    let energy = middle.reduce(0.0) { $0 + Double(source[$1]) * Double(source[$1]) }
    let product = middle.reduce(0.0) { $0 + Double(source[$1]) * Double(sink.samples[$1]) }
    let factor = product / energy
    let rest = middle.reduce(0.0) {
      let rest = Double(sink.samples[$1]) - factor * Double(source[$1])
      return $0 + rest * rest
    }
    #expect(10 * log10(rest / (factor * factor * energy)) < -60)
  }

  @Test func `clicks a minute apart are unchanged except for their level`() async throws {
    var samples = [Float](repeating: 0, count: 130 * 8_000)
    for click in 0..<3 { samples[click * 60 * 8_000 + 4_000] = 0.5 }
    let sink = ArraySink()
    let asks = try RenderingAsks(loudnessChangeDB: 0, crestChangeDB: 3, centroidChangeHz: 0)
    let report = try await render(ArrayDecoder(samples, sampleRateHz: 8_000), asks, into: sink)
    #expect(!report.crest.isReached && report.crest.bound == .nothingToMove)
    #expect(abs(report.crest.achieved) < 0.01)
    let factor = sink.samples[4_000] / samples[4_000]
    #expect(abs(factor - 1) < 1e-3)
    #expect(sink.samples.count { $0 != 0 } == 3)
  }

  @Test func `24 hours of audio are refused before they are read`() async {
    let decoder = ArrayDecoder(noise(1_000), declaredFrames: 24 * 3_600 * 44_100)
    let failure = await #expect(throws: RenderingFailure.self) {
      try await render(decoder)
    }
    #expect(
      failure
        == .tooLong(path: "track", seconds: 86_400, limitSeconds: TrackRenderer.longestSeconds))
  }

  @Test func `a disk that fills up at nine tenths leaves no file`() async {
    let sink = ArraySink(room: 2 * 22_050 * 9 / 10)
    let failure = await #expect(throws: RenderingFailure.self) {
      try await render(ArrayDecoder(noise(2 * 22_050), channels: 2), into: sink)
    }
    guard case .destination(let writing) = failure, case .system(let reason) = writing.reason else {
      Issue.record("\(String(describing: failure))")
      return
    }
    #expect(reason.code == 28)
    #expect(sink.end == .discarded)
  }

  @Test func `a source that changes during rendering leaves no file`() async {
    let decoder = ArrayDecoder(noise(22_050), changes: true)
    let sink = ArraySink()
    await #expect(throws: RenderingFailure.sourceChanged(path: "track")) {
      try await render(decoder, into: sink)
    }
    #expect(sink.end == .discarded)
  }

  @Test func `a cancelled task stops and leaves no file`() async {
    let sink = ArraySink()
    let task = Task { try await render(ArrayDecoder(noise(44_100)), into: sink) }
    task.cancel()
    let result = await task.result
    guard case .failure(let error) = result else {
      Issue.record("it went on")
      return
    }
    #expect(error as? RenderingFailure == .cancelled)
    #expect(sink.end != .finished)
  }
}
