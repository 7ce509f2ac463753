import Foundation
import MasteringModel
import ProviderTesting
import SeededRandomness
import Testing

@testable import Rendering

/// What is aimed for after a rendering that missed its ask (REN-16, REN-50, REN-51), against tracks that
/// answer by a rule.
@Suite struct RenderingCorrectionsTests {
  /// A tenth of a second of noise. What an aim achieves is made up.
  private static let track: (source: MeasuredSource, statistics: BlockStatistics) = {
    var generator = SplitMix64(seed: 11)
    let samples = (0..<4_410).map { _ in Float.random(in: -0.5...0.5, using: &generator) }
    let grid = BlockGrid(sampleRateHz: 44_100, frames: samples.count)
    guard var builder = try? BlockStatisticsBuilder(grid: grid, channels: 1) else {
      preconditionFailure("A builder needs FFTW alone.")
    }
    builder.append(samples, frames: samples.count)
    let statistics = builder.finish()
    let level = statistics.mono()
    let source = MeasuredSource(
      format: ArrayStream(samples, channels: 1).format,
      fingerprint: .sample(loudnessDBFS: level.loudnessDB, crestDB: level.crestDB),
      // 50 Hz for each decibel of the shelf.
      curve: CentroidCurve(centroidsHz: CentroidCurve.gainsDB.map { 3_200 + 50 * $0 }),
      highestSample: 0.5, grid: grid, levels: SignalLevels(truePeakDBTP: -6, loudness: nil),
      kept: nil)
    return (source, statistics)
  }()

  private var source: MeasuredSource { Self.track.source }

  /// What a rendering achieved.
  private struct Achieved {
    var loudness = 0.0
    var crest = 0.0
    var centroid = 0.0
    var bounds: [RenderingDimension: RenderingBound] = [:]

    subscript(dimension: RenderingDimension) -> Double {
      switch dimension {
      case .loudness: loudness
      case .crest: crest
      case .centroid: centroid
      }
    }
  }

  /// The aims of all renderings of a track that achieves `achieved` of each aim.
  private func aims(
    asking asks: RenderingAsks, isLevelFixed: Bool = false,
    _ achieved: (RenderingAim) -> Achieved
  ) -> [RenderingAim] {
    var corrections = RenderingCorrections(of: source, isLevelFixed: isLevelFixed)
    let request = RenderingRequest(path: "track", asks: asks, policy: .free)
    var aims = [RenderingAim(at: request, of: source)]
    // Ends by itself; the number is for a broken one.
    while aims.count < 20, let aim = aims.last {
      let solution = RenderingSolution(
        for: aim, Self.track.statistics, policy: .free, ceiling: .standard)
      let result = achieved(aim)
      func change(_ dimension: RenderingDimension) -> RenderingReport.Change {
        let isReached = abs(result[dimension] - asks[dimension]) <= dimension.tolerance
        return RenderingReport.Change(
          asked: asks[dimension], achieved: result[dimension],
          bound: isReached ? nil : result.bounds[dimension], isReached: isReached)
      }
      let report = RenderingReport(
        source: source.fingerprint, result: source.fingerprint, loudness: change(.loudness),
        crest: change(.crest), centroid: change(.centroid), shelfGainDB: aim.shelfGainDB,
        levelDB: 0,
        gain: .init(lowestDB: 0, highestDB: 0, shareBeyond3DB: 0, modulationDB: -120),
        sourceTruePeakDBTP: -6, resultTruePeakDBTP: -6, ceilingDBTP: nil, renders: aims.count)
      guard let next = corrections.next(after: aim, solution, report) else { return aims }
      aims.append(next)
    }
    return aims
  }

  private func asks(
    _ loudness: Double = 0, _ crest: Double = 0, _ centroid: Double = 0
  ) throws -> RenderingAsks {
    try RenderingAsks(
      loudnessChangeDB: loudness, crestChangeDB: crest, centroidChangeHz: centroid)
  }

  /// What the aim asks for, as changes.
  private func loudness(_ aim: RenderingAim) -> Double {
    aim.loudnessDB - source.fingerprint.loudnessDBFS
  }

  @Test func `a result within 0.01 dB and 1 Hz is not rendered again`() throws {
    let aims = aims(asking: try asks(-3, 1, 50)) { aim in
      Achieved(loudness: -2.991, crest: 1.009, centroid: 50.9)
    }
    #expect(aims.count == 1)
  }

  @Test func `the next aim is moved by the miss`() throws {
    // The loudness comes out half a decibel too high, and the crest factor a quarter too low.
    let aims = aims(asking: try asks(-3, 1)) { aim in
      Achieved(
        loudness: loudness(aim) + 0.5,
        crest: (aim.crestDB ?? 0) - source.fingerprint.crestDB - 0.25)
    }
    #expect(aims.count == 2)
    #expect(abs(loudness(aims[1]) - -3.5) < 1e-9)
    #expect(abs((aims[1].crestDB ?? 0) - source.fingerprint.crestDB - 1.25) < 1e-9)
  }

  @Test func `a shelf is corrected by what the curve says it moves`() throws {
    // 50 Hz for each decibel, and 40 Hz too few.
    let aims = aims(asking: try asks(0, 0, 100)) { aim in
      Achieved(centroid: 50 * aim.shelfGainDB - 40)
    }
    #expect(aims.count == 2)
    #expect(abs(aims[0].shelfGainDB - 2) < 1e-3)
    #expect(abs(aims[1].shelfGainDB - 2.8) < 1e-3)
  }

  @Test func `a second correction of the shelf follows what the first one moved`() throws {
    // Half of what the curve says, and 60 Hz too few.
    let aims = aims(asking: try asks(0, 0, 100)) { aim in
      Achieved(centroid: 25 * aim.shelfGainDB - 10)
    }
    #expect(aims.count == 3)
    // 25 · g − 10 = 100
    #expect(abs((aims.last?.shelfGainDB ?? 0) - 4.4) < 1e-3)
  }

  @Test func `a correction that removes less than 30 percent is the last one`() throws {
    // Each correction of x moves the result by a quarter of it.
    let aims = aims(asking: try asks(-3)) { aim in
      Achieved(loudness: -2 + 0.25 * (loudness(aim) + 3))
    }
    #expect(aims.count == 2)
  }

  @Test func `a track is rendered five times, and a sixth time only to return`() throws {
    // Each correction removes 31 % of the miss of 30 dB, which six do not bring within 0.1 dB.
    let aims = aims(asking: try asks(-3)) { aim in
      Achieved(loudness: 27 + 0.31 * (loudness(aim) + 3))
    }
    // The sixth rendering is for a return, and the fifth is the closest here (REN-50).
    #expect(aims.count == 5)
  }

  @Test func `a result that is farther off than an earlier one is taken back`() throws {
    // Whatever is tried after the first aim overshoots.
    let asked = try asks(-3)
    let aims = aims(asking: asked) { aim in
      Achieved(loudness: loudness(aim) == -3 ? -2.5 : -8)
    }
    #expect(aims.count == 3)
    #expect(aims[2] == aims[0] && aims[1] != aims[0])
  }

  @Test func `what a limit binds is not corrected`() throws {
    let aims = aims(asking: try asks(20, 8)) { _ in
      Achieved(
        loudness: 12, crest: 6, bounds: [.loudness: .ceiling, .crest: .largestExpansion])
    }
    #expect(aims.count == 1)
  }

  @Test func `the level of an album is not corrected`() throws {
    let aims = aims(asking: try asks(-3), isLevelFixed: true) { _ in Achieved(loudness: -2) }
    #expect(aims.allSatisfy { loudness($0) == -3 })
    #expect(aims.count == 1)
  }

  @Test func `dynamics that bring the crest factor farther from the ask are taken back`() throws {
    let aims = aims(asking: try asks(0, 2)) { aim in
      Achieved(crest: aim.crestDB == nil ? 0 : -1)
    }
    let last = try #require(aims.last)
    #expect(last.crestDB == nil && last.leftAlone == [.crest])
    #expect(aims.count <= 3)
  }

  @Test func `a shelf that brings less than a tenth of the ask is taken back`() throws {
    let aims = aims(asking: try asks(0, 0, 5_000)) { aim in
      Achieved(
        centroid: 5 * aim.shelfGainDB,
        bounds: abs(aim.shelfGainDB) == 6 ? [.centroid: .largestShelf] : [:])
    }
    let last = try #require(aims.last)
    #expect(last.shelfGainDB == 0 && last.leftAlone == [.centroid])
  }
}
