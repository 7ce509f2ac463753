import Foundation
import MasteringModel
import SeededRandomness
import Testing

@testable import Rendering

/// Each bound names a limit that really applies: one step further would break it and would bring
/// the result nearer to the request.
@Suite struct RenderingBoundTests {
  /// Two seconds of noise, louder for the given part of every 11,025 frames.
  private static func bursts(of loudFrames: Int) -> [Float] {
    var generator = SplitMix64(seed: 11)
    return (0..<88_200).map { index in
      let isLoud = index % 11_025 < loudFrames
      return Float.random(in: -1...1, using: &generator) * (isLoud ? 0.5 : 0.15)
    }
  }

  private func statistics(burstsOf loudFrames: Int) throws -> BlockStatistics {
    let samples = Self.bursts(of: loudFrames)
    let grid = BlockGrid(sampleRateHz: 44_100, frames: samples.count)
    var builder = try BlockStatisticsBuilder(grid: grid, channels: 1)
    builder.append(samples, frames: samples.count)
    return builder.finish()
  }

  private func solution(
    loudness: Double = 0, crest: Double = 0, policy: RenderingPolicy,
    burstsOf loudFrames: Int = 1_500
  ) throws -> (RenderingSolution, BlockStatistics) {
    let statistics = try statistics(burstsOf: loudFrames)
    let before = statistics.mono()
    var aim = RenderingAim(shelfGainDB: 0, loudnessDB: before.loudnessDB + loudness)
    aim.crestDB = before.crestDB + crest
    return (
      RenderingSolution(for: aim, statistics, policy: policy, ceiling: .standard), statistics
    )
  }

  @Test func `the ceiling: one step more in level would exceed it`() throws {
    let (solution, statistics) = try solution(loudness: 20, policy: .level)
    #expect(solution.bounds[.loudness] == .ceiling)
    let peak = Double(
      Limiter.boundDB(truePeakDB: statistics.truePeakDB, gainsDB: solution.gainsDB))
    let ceiling = TruePeakCeiling.standard.internalDBTP
    #expect(abs(peak + solution.levelDB - ceiling) < 1e-5)
    #expect(peak + solution.levelDB + 0.001 > ceiling)
  }

  @Test
  func `the ceiling under crest: the limiter takes its 4 dB, and one step more would exceed it`()
    throws
  {
    let (solution, statistics) = try solution(loudness: 20, policy: .crest)
    #expect(solution.bounds[.loudness] == .ceiling)
    #expect(abs((solution.gainsDB.min() ?? 0) + 4) < 1e-3)
    let peak = Double(
      Limiter.boundDB(truePeakDB: statistics.truePeakDB, gainsDB: solution.gainsDB))
    let ceiling = TruePeakCeiling.standard.internalDBTP
    #expect(peak + solution.levelDB <= ceiling + 1e-5)
    #expect(peak + solution.levelDB + 0.01 > ceiling)
  }

  /// Where the limiter takes most of what the level adds, rounds of closing the gap close little of it:
  /// the level is found all the same, and where 4 dB do not suffice, that is said (REN-54).
  @Test(arguments: [0.2, 0.3, 0.4, 0.5, 0.7, 1.0])
  func `under crest the loudness is reached, or bound by a limiter at its 4 dB`(
    excess: Double
  ) throws {
    var generator = SplitMix64(seed: 11)
    let samples = (0..<44_100).map { frame in
      Float.random(in: -1...1, using: &generator) * (frame < 30_000 ? 0.5 : 0.25)
    }
    let grid = BlockGrid(sampleRateHz: 44_100, frames: samples.count)
    var builder = try BlockStatisticsBuilder(grid: grid, channels: 1)
    builder.append(samples, frames: samples.count)
    let statistics = builder.finish()
    let before = statistics.mono().loudnessDB
    let ceiling = TruePeakCeiling.standard.internalDBTP
    let peak = Double(
      Limiter.boundDB(
        truePeakDB: statistics.truePeakDB,
        gainsDB: LongRow(repeating: 0, count: statistics.grid.nodes)))
    let wanted = before + ceiling - peak + excess
    let solution = RenderingSolution(
      for: RenderingAim(shelfGainDB: 0, loudnessDB: wanted), statistics, policy: .crest,
      ceiling: .standard)
    let missing =
      wanted - solution.levelDB - statistics.mono(under: solution.gainsDB).loudnessDB
    if solution.bounds[.loudness] == .ceiling {
      #expect(missing > 0 && abs(solution.levelDB - (ceiling - peak + 4)) < 1e-4)
    } else {
      #expect(abs(missing) < 0.002)
    }
  }

  /// Short bursts contain little of the power, so raising them raises the peak more than the mean.
  @Test func `the largest expansion: gains are at 4 dB, and one step more would raise the crest`()
    throws
  {
    let (solution, statistics) = try solution(crest: 8, policy: .free, burstsOf: 200)
    #expect(solution.bounds[.crest] == .largestExpansion)
    let highest = solution.gainsDB.max() ?? 0
    #expect(highest <= 4 && highest > 3.9)
    func crest(scaledBy factor: Float) -> Double {
      statistics.mono(under: solution.gainsDB, scaledBy: factor).crestDB
    }
    #expect(crest(scaledBy: 1.05) > crest(scaledBy: 1))
    #expect(1.05 * highest > 4)
  }

  @Test
  func
    `the largest reduction: 6 dB of compression and 4 of limiting, and a step more would lower the crest`()
    throws
  {
    let (solution, statistics) = try solution(crest: -30, policy: .free)
    #expect(solution.bounds[.crest] == .largestReduction)
    let lowest = solution.gainsDB.min() ?? 0
    #expect(lowest >= -10 - 1e-3)
    let top = Limiter.boundDB(truePeakDB: statistics.truePeakDB, gainsDB: solution.gainsDB)
    let further = Limiter.reductionsDB(
      truePeakDB: statistics.truePeakDB, gainsDB: solution.gainsDB, ceilingDB: top - 0.5,
      grid: statistics.grid)
    #expect(further.contains { $0 > 0.4 })
    let gains = LongRow(zip(solution.gainsDB, further).map { $0 - $1 })
    #expect(
      statistics.mono(under: gains).crestDB
        < statistics.mono(under: solution.gainsDB).crestDB)
  }

  /// A shelf of 6 dB and one of a tenth after it are one of 6.1 dB: their decibels add at each frequency.
  @Test(arguments: [2_000.0, -2_000])
  func
    `the largest shelf: it is at 6 dB, and one step more would bring the result nearer to the ask`(
      ask: Double
    ) async throws
  {
    let samples = Self.bursts(of: 1_500)
    let sink = ArraySink()
    let report = try await TrackRenderer(decoder: ArrayDecoder(samples)).render(
      RenderingRequest(
        path: "track",
        asks: try RenderingAsks(loudnessChangeDB: 0, crestChangeDB: 0, centroidChangeHz: ask),
        policy: .free, resolution: .float32),
      into: sink.maker, progress: nil)
    #expect(report.centroid.bound == .largestShelf)
    #expect(report.shelfGainDB == (ask > 0 ? 6 : -6))

    let step = ask > 0 ? 0.1 : -0.1
    let plan = RenderingPlan.unlevelled(
      shelf: ShelfFilter(highGainDB: step, sampleRateHz: 44_100),
      grid: BlockGrid(sampleRateHz: 44_100, frames: samples.count))
    let silence = [Float](repeating: 0, count: plan.contextFrames)
    let further = plan.rendered(
      silence + sink.samples + silence, from: 0, count: samples.count, channels: 1)
    let change =
      try TrackRenderer(decoder: ArrayDecoder(further)).measuredTrack("track").fingerprint
      .spectralCentroidHz - report.source.spectralCentroidHz
    #expect(abs(change - ask) < report.centroid.deviation - 1)
  }
}
