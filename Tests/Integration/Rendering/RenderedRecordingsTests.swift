import AudioDecoding
import AudioFixtures
import Foundation
import MasteringModel
import Rendering
import Testing

/// The recordings, rendered as an independent implementation rendered them.
@Suite(
  .enabled(
    if: MasteringProcess.isRelease,
    "a debug build takes half an hour for a hundred renderings; Scripts/test runs it"),
  .takesTurns(at: .processor))
struct RenderedRecordingsTests {
  /// A line of `rendering.ndjson`.
  struct Line: Decodable, Sendable, CustomTestStringConvertible {
    let file: String
    let asks: String
    let ask: [Double]
    let policy: String
    let reached: [String: Bool]
    let achieved: [Double]
    let truePeakBefore: Double

    private enum CodingKeys: String, CodingKey {
      case file, asks, ask, policy, reached, achieved
      case truePeakBefore = "true_peak_in"
    }

    var testDescription: String { "\(file), \(asks), \(policy)" }
  }

  static let lines: [Line] = (try? Repository.referenceLines("rendering.ndjson")) ?? []

  @Test func `there are 106 reference renderings`() {
    #expect(Self.lines.count == 106)
  }

  @Test(arguments: lines)
  func `what the reference reaches is reached, and what binds it binds`(line: Line) async throws {
    let policy = try #require(RenderingPolicy(rawValue: line.policy))
    let asks = try RenderingAsks(
      loudnessChangeDB: line.ask[0], crestChangeDB: line.ask[1], centroidChangeHz: line.ask[2])
    let report = try await TrackRenderer(decoder: SndfileDecoder()).render(
      RenderingRequest(
        path: Repository.example(line.file), asks: asks, policy: policy,
        resolution: policy == .free ? .float32 : .integer24),
      into: nil, progress: nil)

    for (dimension, achieved) in zip(RenderingDimension.allCases, line.achieved) {
      let change = report[dimension]
      #expect(change.isReached == line.reached[dimension.rawValue], "\(dimension)")
      #expect(change.isReached == (abs(change.achieved - change.asked) <= dimension.tolerance))
      // Where the reference fell short, ours falls no shorter than that and a little.
      if !change.isReached {
        #expect(abs(change.achieved - change.asked) <= abs(achieved - change.asked) + 0.15)
        #expect(change.bound != nil)
      }
    }
    #expect(abs(report.sourceTruePeakDBTP - line.truePeakBefore) < 0.15)
    if policy != .free { #expect(report.resultTruePeakDBTP <= -1) }
    // What is reached and free adds up: the peak moves by both changes.
    if policy == .free, report.loudness.isReached, report.crest.isReached {
      let moved = report.result.peakDBFS - report.source.peakDBFS
      #expect(abs(moved - line.ask[0] - line.ask[1]) <= 0.3)
    }
  }
}
