import AudioFixtures
import Foundation
import MasteringModel
import StrictJSON
import Testing

/// The recordings, compared with renderings by an independent implementation.
@Suite(
  .enabled(
    if: MasteringProcess.isRelease,
    "a debug build takes half an hour for a hundred renderings; Scripts/test runs it"),
  .takesTurns(at: .process))
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

  /// The members of a report (REN-17) that the reference also has.
  private struct Report: Decodable {
    struct Change: Decodable {
      let asked: Double
      let achieved: Double
      let isReached: Bool
      let bound: String?
    }
    struct Levels: Decodable {
      let peakDbfs: Double
    }
    let loudnessDb: Change
    let crestDb: Change
    let centroidHz: Change
    let sourceTruePeakDbtp: Double
    let resultTruePeakDbtp: Double
    let source: Levels
    let result: Levels

    subscript(dimension: RenderingDimension) -> Change {
      switch dimension {
      case .loudness: loudnessDb
      case .crest: crestDb
      case .centroid: centroidHz
      }
    }
  }

  static let lines: [Line] = (try? Repository.referenceLines("rendering.ndjson")) ?? []

  @Test func `there are 106 reference renderings`() {
    #expect(Self.lines.count == 106)
  }

  private func report(of line: Line) async throws -> Report {
    let host = try RPCProcess()
    let path = JSON.string(Repository.example(line.file)).text()
    let asks = zip(["loudness_db", "crest_db", "centroid_hz"], line.ask)
      .map { #""\#($0)":\#($1)"# }.joined(separator: ",")
    let bits = line.policy == "free" ? "32f" : "24"
    let answer = try await host.call(
      "render.plan",
      #"{"path":\#(path),"asks":{\#(asks)},"policy":"\#(line.policy)","bits":"\#(bits)"}"#)
    #expect(try await host.finish() == 0)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Report.self, from: Data(answer.text().utf8))
  }

  @Test(arguments: lines)
  func `what the reference reaches is reached, and limited by the same limits`(line: Line)
    async throws
  {
    let report = try await report(of: line)

    for (dimension, achieved) in zip(RenderingDimension.allCases, line.achieved) {
      let change = report[dimension]
      #expect(change.isReached == line.reached[dimension.rawValue], "\(dimension)")
      #expect(change.isReached == (abs(change.achieved - change.asked) <= dimension.tolerance))
      // Where the reference misses a target, ours may miss it by slightly more at most.
      if !change.isReached {
        #expect(abs(change.achieved - change.asked) <= abs(achieved - change.asked) + 0.15)
        #expect(change.bound != nil)
      }
    }
    #expect(abs(report.sourceTruePeakDbtp - line.truePeakBefore) < 0.15)
    if line.policy != "free" { #expect(report.resultTruePeakDbtp <= -1) }
    // If both targets are reached without limits, they add up: the peak moves by both changes.
    if line.policy == "free", report.loudnessDb.isReached, report.crestDb.isReached {
      let moved = report.result.peakDbfs - report.source.peakDbfs
      #expect(abs(moved - line.ask[0] - line.ask[1]) <= 0.3)
    }
  }
}
