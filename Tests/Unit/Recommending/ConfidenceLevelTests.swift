import AudioFixtures
import Recommending
import Testing

/// A line of `confidence.ndjson`, computed by hand from REC-22 and REC-23; the page is tested with
/// the same lines.
private struct ConfidenceLine: Decodable, Sendable, CustomTestStringConvertible {
  let score: Double
  let level: String
  let text: String

  var testDescription: String { "\(score)" }
}

@Suite struct ConfidenceLevelTests {
  private static let lines = Result {
    try Repository.referenceLines("confidence.ndjson", as: ConfidenceLine.self)
  }

  @Test func `a score is shown as specified`() throws {
    for line in try Self.lines.get() {
      #expect(ConfidenceLevel(ofScore: line.score).rawValue == line.level, "\(line.score)")
      #expect(ConfidenceLevel.percent(ofScore: line.score) == line.text)
    }
    #expect(try Self.lines.get().count == 15)
  }

  @Test func `the shown value is on the same side of a limit as the score`() throws {
    for step in 0...100_000 {
      let score = Double(step) / 100_000
      let read = ConfidenceLevel.percent(ofScore: score).dropLast(2)
      let shown = try #require(Double(read)) / 100
      guard ConfidenceLevel(ofScore: shown) == ConfidenceLevel(ofScore: score) else {
        Issue.record("\(score) reads as \(read) %")
        return
      }
    }
  }
}
