import SystemCalls

/// A run by requirement: which the port holds, which it breaks, and by which cases that shows.
struct RequirementReport {
  private static let mostCases = 3

  let report: RunReport
  let requirements: RequirementIndex?

  init(_ report: RunReport, requirements: RequirementIndex?) {
    self.report = report
    self.requirements = requirements
  }

  var text: String {
    if let refusal = report.refusal { return "No case could be played. \(refusal)\n".printable }
    let tallies = report.tallies(requirements)
    let lines = tallies.flatMap(lines) + ["", summary(of: tallies)]
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }

  private func lines(for tally: RequirementTally) -> [String] {
    let counts =
      tally.played.isEmpty
      ? "\(tally.results.count) skipped"
      : "\(tally.played.count - tally.broken.count) of \(tally.played.count)"
    let line = "\(tally.word.padded(to: 7))  \(tally.id.padded(to: 8))  \(counts)"
    guard !tally.broken.isEmpty else { return [line] }
    let words = requirements?.requirements[tally.id].map { ["         \($0.text)"] } ?? []
    let shown = tally.broken.prefix(Self.mostCases).map { result in
      "         \(result.outcome.rawValue)  \(result.golden.name)"
    }
    let rest = tally.broken.count - shown.count
    return [line] + words + shown + (rest > 0 ? ["         and \(rest) more"] : [])
  }

  private func summary(of tallies: [RequirementTally]) -> String {
    func count(_ word: String) -> Int { tallies.count { $0.word == word } }
    return "\(count("held")) requirements held, \(count("broken")) broken, "
      + "\(count("skipped")) skipped"
  }
}
