import Foundation
import LoudnessMetering
import MasteringModel
import SeededRandomness
import Testing

@testable import Rendering

/// Properties of the chain as a whole. Those of its parts are tested with the parts: the shelf and
/// its taps in ShelfFilterTests, polarity, channels, halves and any cut in RenderingPlanTests, the
/// release in NodeCurveTests, the limiter in LimiterTests, steady tones in BadInputTests.
@Suite(.serialized) struct RenderingTruthTests {
  /// Beats over a bass: decaying bursts of noise, so that there are dynamics to change.
  private static let beats: [Float] = {
    var generator = SplitMix64(seed: 11)
    return (0..<(3 * 44_100)).map { frame in
      let burst = exp(-Double(frame % 14_700) / 2_500)
      let noise = Double.random(in: -1...1, using: &generator)
      return Float(0.3 * burst * noise + 0.08 * sin(2 * .pi * 110 * Double(frame) / 44_100))
    }
  }()

  private func request(
    _ loudness: Double = 0, _ crest: Double = 0, _ centroid: Double = 0,
    policy: RenderingPolicy = .free
  ) throws -> RenderingRequest {
    RenderingRequest(
      path: "track",
      asks: try RenderingAsks(
        loudnessChangeDB: loudness, crestChangeDB: crest, centroidChangeHz: centroid),
      policy: policy, resolution: .float32)
  }

  private func planned(
    _ samples: [Float], _ request: RenderingRequest
  ) throws -> PlannedRendering {
    let renderer = TrackRenderer(decoder: ArrayDecoder(samples))
    let track = try renderer.measuredTrack("track")
    let shelved = try renderer.shelfGainDB(for: request, of: track).map {
      try renderer.shelvedTrack(track, shelfGainDB: $0)
    }
    return renderer.planned(request, of: track, shelved)
  }

  // REN-22: what the report needs and the plan does not is metered once the plan can be played.
  @Test func `levels that are metered with the result are those metered before`() throws {
    let renderer = TrackRenderer(
      decoder: ArrayDecoder(Self.beats), meter: Ebur128Meter(), keepsHistory: true)
    let request = try request(-2, 1.5, 150)
    func report(metersLevels: Bool) throws -> RenderingReport {
      let track = try renderer.measuredTrack("track", metersLevels: metersLevels)
      #expect((track.truePeakDBTP != nil) == metersLevels)
      let shelfGainDB = try #require(renderer.shelfGainDB(for: request, of: track))
      return try renderer.measuredResult(
        of: renderer.planned(
          request, of: track, try renderer.shelvedTrack(track, shelfGainDB: shelfGainDB)))
    }
    let (before, after) = (try report(metersLevels: true), try report(metersLevels: false))
    #expect(before.sourceLoudness?.integratedLUFS != nil)
    #expect(before == after)
  }

  private func rendered(_ samples: [Float], _ plan: RenderingPlan) -> [Float] {
    let silence = [Float](repeating: 0, count: plan.contextFrames)
    return plan.rendered(silence + samples + silence, from: 0, count: samples.count, channels: 1)
  }

  @Test func `a change in loudness alone is a gain and changes nothing else`() async throws {
    let sink = ArraySink()
    let report = try await TrackRenderer(decoder: ArrayDecoder(Self.beats)).render(
      try request(-4), into: { _ throws(AudioWritingFailure) in sink }, progress: nil)
    let gain = pow(10, -4.0 / 20)
    for (before, after) in zip(Self.beats, sink.samples) {
      #expect(abs(Double(after) - gain * Double(before)) <= 0x1p-23)
    }
    #expect(abs(report.crest.achieved) < 1e-4)
    #expect(abs(report.centroid.achieved) < 0.01)
  }

  @Test(arguments: [6.0, 2.2], [44_100, 96_000])
  func `a shelf and its opposite cancel out`(gain: Double, rate: Int) {
    let (up, down) = (
      ShelfFilter(highGainDB: gain, sampleRateHz: rate),
      ShelfFilter(highGainDB: -gain, sampleRateHz: rate)
    )
    func response(_ filter: ShelfFilter, _ part: Double) -> Double {
      filter.taps.indices.reduce(0) { sum, tap in
        sum + (tap == 0 ? 1 : 2) * filter.taps[tap] * cos(.pi * part * Double(tap))
      }
    }
    for step in 0...500 {
      let part = Double(step) / 500
      // Each is truncated with an error of at most 0.004 dB.
      #expect(abs(20 * log10(response(up, part) * response(down, part))) < 0.008)
    }
  }

  @Test func `a track half as loud gets the same shelf and the same gains`() throws {
    let request = try request(0, 1, 200)
    let whole = try planned(Self.beats, request).plan
    let half = try planned(Self.beats.map { $0 / 2 }, request).plan
    #expect(whole.shelf == half.shelf)
    for (one, other) in zip(whole.nodeGains, half.nodeGains) {
      // Levels in binary32 differ slightly after 6.02 dB are added.
      #expect(abs(one - other) < 1e-3)
    }
  }

  @Test func `the peak moves by the changes in loudness and crest together`() async throws {
    let report = try await TrackRenderer(decoder: ArrayDecoder(Self.beats)).render(
      try request(-2, 1), into: nil, progress: nil)
    #expect(report.loudness.isReached && report.crest.isReached)
    let peak = report.result.peakDBFS - report.source.peakDBFS
    #expect(abs(peak - (report.loudness.achieved + report.crest.achieved)) < 1e-9)
    #expect(abs(peak - (-2 + 1)) < 0.3)
  }

  @Test func `a yield to the ceiling is one gain for all samples`() throws {
    let free = try planned(Self.beats, try request(15, 1))
    let level = try planned(Self.beats, try request(15, 1, policy: .level))
    let over = free.levelDB - level.levelDB
    #expect(over > 1)
    let gain = pow(10, -over / 20)
    for (one, other) in zip(
      rendered(Self.beats, free.plan), rendered(Self.beats, level.plan))
    {
      // Factors are multiples of 2⁻²⁴.
      #expect(abs(gain * Double(one) - Double(other)) < 1e-6)
    }
  }

  @Test func `loudness and peak computed from blocks are those of the samples`() throws {
    let grid = BlockGrid(sampleRateHz: 44_100, frames: Self.beats.count)
    var builder = try BlockStatisticsBuilder(grid: grid, channels: 1)
    builder.append(Self.beats, frames: Self.beats.count)
    let statistics = builder.finish()
    var generator = SplitMix64(seed: 5)
    let gainsDB = NodeCurve.smoothed(
      LongRow((0..<grid.nodes).map { _ in Float.random(in: -6...6, using: &generator) }), half: 3)
    let plan = RenderingPlan(
      shelf: ShelfFilter(highGainDB: 0, sampleRateHz: 44_100), grid: grid, gainsDB: gainsDB,
      levelDB: 0)
    let samples = rendered(Self.beats, plan)
    let power = samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count)
    let peak = samples.reduce(0) { max($0, abs($1)) }
    let level = statistics.mono(under: gainsDB)
    #expect(abs(level.loudnessDB - 10 * log10(power)) < 1e-4)
    // Within a block, a sample other than the highest can become the highest.
    #expect(abs(level.loudnessDB + level.crestDB - 20 * log10(Double(peak))) < 0.1)
    #expect(
      abs(
        statistics.mono().loudnessDB + statistics.mono().crestDB
          - 20 * log10(Double(Self.beats.reduce(0) { max($0, abs($1)) }))) < 1e-5)
  }

  @Test(arguments: [-6.0, -3, 3, 6])
  func `the centroid under a shelf is that of the spectra`(gain: Double) throws {
    let renderer = TrackRenderer(decoder: ArrayDecoder(Self.beats))
    let place = try #require(CentroidCurve.gainsDB.firstIndex(of: gain))
    let expected = try renderer.measuredTrack("track").source.curve.centroidsHz[place]
    let grid = BlockGrid(sampleRateHz: 44_100, frames: Self.beats.count)
    let shelved = rendered(
      Self.beats,
      .unlevelled(shelf: ShelfFilter(highGainDB: gain, sampleRateHz: 44_100), grid: grid))
    let measured = try TrackRenderer(decoder: ArrayDecoder(shelved)).measuredTrack("track")
    // 0.1 Hz on music. A filter reaches across frames, which matters most for noise.
    #expect(abs(measured.fingerprint.spectralCentroidHz - expected) < 1)
  }

  /// Of this tone, values at four times the rate are 0.44 dB too low; its amplitude is known (REN-4, REN-60).
  @Test(arguments: [RenderingPolicy.level, .crest])
  func `a tone whose crests lie between quarters of a sample stays below the ceiling`(
    policy: RenderingPolicy
  ) async throws {
    let tone = (0..<44_100).map { frame in
      let fade = min(1, Double(min(frame, 44_099 - frame)) / 4_410)
      return Float(0.8 * fade * sin(2 * .pi * 0.4 * Double(frame)))
    }
    let sink = ArraySink()
    let report = try await TrackRenderer(decoder: ArrayDecoder(tone)).render(
      try request(6, policy: policy), into: sink.maker, progress: nil)
    // The gain in the middle, where the tone is steady.
    let place = 22_051
    let gain = Double(sink.samples[place]) / Double(tone[place])
    let peak = 20 * log10(0.8 * gain)
    #expect(peak <= -1)
    #expect(abs(report.resultTruePeakDBTP - peak) < 0.1)
    #expect(!report.exceedsCeiling)
  }

  @Test func `a track without requested changes keeps its peaks, which is reported`() async throws {
    let loud = Self.beats.map { 4 * $0 }
    let report = try await TrackRenderer(decoder: ArrayDecoder(loud)).render(
      try request(policy: .level), into: nil, progress: nil)
    #expect(report.renders == 0 && report.resultTruePeakDBTP > -1)
    #expect(report.exceedsCeiling)
    let free = try await TrackRenderer(decoder: ArrayDecoder(loud)).render(
      try request(), into: nil, progress: nil)
    #expect(!free.exceedsCeiling)
    let held = try await TrackRenderer(decoder: ArrayDecoder(loud)).render(
      try request(1, policy: .level), into: nil, progress: nil)
    #expect(!held.exceedsCeiling)
  }
}
