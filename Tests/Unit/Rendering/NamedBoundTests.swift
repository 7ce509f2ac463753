import Foundation
import MasteringModel
import SeededRandomness
import Testing

@testable import Rendering

/// Whatever is not reached has a bound, and the bound is the reason (REN-5, REN-52).
@Suite struct NamedBoundTests {
  private func report(
    _ samples: [Float], channels: Int = 1, rate: Int = 44_100, loudness: Double = 0,
    crest: Double = 0, centroid: Double = 0, policy: RenderingPolicy = .level,
    ceiling: Double = -1, resolution: SampleResolution = .float32, into sink: ArraySink? = nil
  ) async throws -> RenderingReport {
    try await TrackRenderer(
      decoder: ArrayDecoder(samples, channels: channels, sampleRateHz: rate)
    ).render(
      RenderingRequest(
        path: "track",
        asks: try RenderingAsks(
          loudnessChangeDB: loudness, crestChangeDB: crest, centroidChangeHz: centroid),
        policy: policy, ceiling: try TruePeakCeiling(dBTP: ceiling), resolution: resolution),
      into: sink?.maker, progress: nil)
  }

  /// The highest sample, in dBFS. No true peak is lower.
  private func samplePeakDB(_ samples: [Float]) -> Double {
    20 * log10(max(Double(samples.reduce(0) { max($0, abs($1)) }), 1e-9))
  }

  private func noise(_ count: Int, amplitude: Float) -> [Float] {
    var generator = SplitMix64(seed: 3)
    return (0..<count).map { _ in Float.random(in: -amplitude...amplitude, using: &generator) }
  }

  private func one(of values: [Double], _ generator: inout SplitMix64) -> Double {
    values[Int.random(in: values.indices, using: &generator)]
  }

  /// Tracks as odd as they come: a single sample, a click, tones, silence around noise, levels from
  /// −100 dB to beyond full scale.
  private func oddTrack(
    _ generator: inout SplitMix64
  ) -> (samples: [Float], channels: Int, rate: Int) {
    let rate = Int(one(of: [8_000, 44_100, 96_000], &generator))
    let count = Int(one(of: [1, 2, 7, 50, 700, 4_000], &generator))
    let amplitude = Float(pow(10, Double.random(in: -5...0.3, using: &generator)))
    let kind = Int.random(in: 0..<6, using: &generator)
    let mono = (0..<count).map { frame -> Float in
      let noise = Float.random(in: -1...1, using: &generator)
      let place = Float(frame) / Float(rate)
      switch kind {
      case 0: return amplitude * noise
      case 1: return frame == count / 2 ? amplitude : 0
      case 2: return amplitude * sin(2 * .pi * 440 * place)
      case 3: return amplitude * (sin(2 * .pi * 60 * place) + 1e-4 * noise)
      case 4: return amplitude * (0.9 + 0.01 * noise)
      default: return frame % 400 < 50 ? amplitude * noise : 0
      }
    }
    guard Bool.random(using: &generator) else { return (mono, 1, rate) }
    let right = one(of: [0, 0.7, -0.9999], &generator)
    return (mono.flatMap { [$0, Float(right) * $0] }, 2, rate)
  }

  @Test(arguments: UInt64(0)..<24)
  func `whatever misses its ask has a bound, and nothing else does`(seed: UInt64) async throws {
    var generator = SplitMix64(seed: seed)
    let track = oddTrack(&generator)
    for policy in RenderingPolicy.allCases {
      let loudness = Double.random(in: -50...50, using: &generator)
      let crest = one(of: [0, 1.5, -4, 12], &generator)
      let centroid = one(of: [0, 80, -2_000, 15_000], &generator)
      let resolutions: [SampleResolution] = [.integer16, .integer24, .float32]
      let resolution = resolutions[Int.random(in: resolutions.indices, using: &generator)]
      let sink = ArraySink()
      let report = try await report(
        track.samples, channels: track.channels, rate: track.rate, loudness: loudness,
        crest: crest, centroid: centroid, policy: policy, resolution: resolution, into: sink)
      for dimension in RenderingDimension.allCases {
        let change = report[dimension]
        let misses = abs(change.achieved - change.asked) > dimension.tolerance
        #expect(
          change.isReached == !misses && (change.bound != nil) == misses,
          "\(dimension) \(change), \(policy) \(resolution)")
      }
      // By the samples themselves. Every track here has an ask, and so a ceiling if it has a level.
      #expect(sink.samples.count == track.samples.count)
      let isOver = samplePeakDB(sink.samples) > -1
      if policy == .free { #expect(!report.exceedsCeiling) }
      if report.exceedsCeiling { #expect(report.resultTruePeakDBTP > -1) }
      if policy != .free, isOver { #expect(report.exceedsCeiling && report.renders == 0) }
      #expect(report.renders <= RenderingCorrections.mostRenders)
    }
  }

  @Test func `one sample has no spectrum that a shelf could tilt`() async throws {
    let report = try await report([0.5], loudness: -3, centroid: -77)
    #expect(report.centroid.bound == .nothingToMove)
    #expect(report.shelfGainDB == 0 && report.loudness.isReached)
  }

  @Test func `a shelf that brings less than a tenth of the ask is not applied`() async throws {
    let tone = (0..<44_100).map { 0.3 * sin(2 * Float.pi * 10 * Float($0) / 44_100) }
    let report = try await report(tone, loudness: -3, centroid: -77)
    #expect(report.centroid.bound == .nothingToMove)
    #expect(report.shelfGainDB == 0 && !report.isHeavy && report.loudness.isReached)
  }

  @Test func `whole numbers that end at full scale bind, and floating-point ones do not`()
    async throws
  {
    let samples = noise(10_000, amplitude: 0.9)
    let cut = try await report(samples, loudness: 9, policy: .free, resolution: .integer24)
    #expect(cut.loudness.bound == .fullScale)
    let whole = try await report(samples, loudness: 9, policy: .free, resolution: .float32)
    #expect(whole.loudness.isReached)
  }

  @Test func `steps that are too coarse bind, and finer ones do not`() async throws {
    // Most of it below half a step of 16 bits.
    let samples = noise(10_000, amplitude: 0.01).enumerated().map { index, sample in
      index < 2_500 ? sample : 1e-3 * sample
    }
    let coarse = try await report(samples, loudness: -40, resolution: .integer16)
    #expect(RenderingDimension.allCases.contains { coarse[$0].bound == .resolution })
    let fine = try await report(samples, loudness: -40, resolution: .float32)
    #expect(RenderingDimension.allCases.allSatisfy { fine[$0].isReached })
  }

  /// A plan that aims at another loudness than the one that is asked for, and is not corrected.
  @Test func `a result that nothing limits and nothing corrected says so`() throws {
    let renderer = TrackRenderer(decoder: ArrayDecoder(noise(10_000, amplitude: 0.3)))
    func request(_ loudness: Double) throws -> RenderingRequest {
      RenderingRequest(
        path: "track",
        asks: try RenderingAsks(
          loudnessChangeDB: loudness, crestChangeDB: 0, centroidChangeHz: 0),
        resolution: .float32)
    }
    let source = try renderer.measured("track", nil)
    let attempt = try renderer.rendered(
      renderer.staticSolution(for: request(-3), nil), of: source, request(-5), into: nil,
      renders: 1, nil)
    let report = try renderer.bounded(attempt, request(-5), nil)
    #expect(abs(report.loudness.achieved - -3) < 0.01)
    #expect(report.loudness.bound == .uncorrected)
    #expect(report.crest.isReached && report.centroid.isReached)
  }

  /// A shelf raises the crest factor of noise. What the dynamics take back of that is kept, even if some
  /// of it is left.
  @Test(arguments: [-6_000.0, 6_000])
  func `dynamics bring the crest factor no farther from the ask than the shelf alone`(
    centroid: Double
  ) async throws {
    let renderer = TrackRenderer(decoder: ArrayDecoder(noise(30_000, amplitude: 0.8)))
    let request = RenderingRequest(
      path: "track",
      asks: try RenderingAsks(loudnessChangeDB: 0, crestChangeDB: 0, centroidChangeHz: centroid),
      policy: .free, resolution: .float32)
    let shelfAlone = try renderer.rendered(
      renderer.staticSolution(for: request, nil), of: renderer.measured("track", nil), request,
      into: nil, renders: 1, nil
    ).report
    let report = try await renderer.render(request, into: nil, progress: nil)
    #expect(report.crest.deviation <= shelfAlone.crest.deviation + 0.01)
  }

  @Test(arguments: [SampleResolution.integer16, .integer24, .float32])
  func `that every sample is kept is said only where it is so`(
    resolution: SampleResolution
  ) async throws {
    let fine = try await report(noise(4_000, amplitude: 0.3), resolution: resolution)
    #expect(fine.renders == 0 && fine.keepsEverySample == (resolution == .float32))
    let coarse = noise(4_000, amplitude: 0.3).map { ($0 * 0x1p15).rounded() / 0x1p15 }
    #expect(try await report(coarse, resolution: resolution).keepsEverySample)
    #expect(try await !report(coarse, loudness: -1, resolution: resolution).keepsEverySample)
  }
}
