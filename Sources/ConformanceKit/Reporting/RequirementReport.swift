import SystemCalls

/// A run by requirement: which the port meets, which it breaks, and which cases show that.
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

/// The results of the cases for one requirement.
struct RequirementTally {
  /// The requirement's id, such as `REC-4`.
  let id: String
  /// The results of its cases, in the order of the run.
  let results: [CaseResult]

  /// Those that were played.
  var played: [CaseResult] { results.filter { $0.outcome != .skip } }
  /// Those that break the requirement, expected or not.
  var broken: [CaseResult] { results.filter { !$0.outcome.isWell || $0.outcome == .xfail } }

  /// One word for it.
  var word: String {
    if !broken.isEmpty { return "broken" }
    return played.isEmpty ? "skipped" : "held"
  }
}

extension RunReport {
  /// The requirements that the played cases cite, ordered by chapter, if known, and number.
  func tallies(_ requirements: RequirementIndex?) -> [RequirementTally] {
    var results: [String: [CaseResult]] = [:]
    for result in self.results {
      for id in result.golden.requirements { results[id, default: []].append(result) }
    }
    func order(_ id: String) -> (String, String, Int) {
      let parts = id.split(separator: "-")
      return requirements?.requirements[id]?.order
        ?? ("", String(parts.first ?? ""), parts.last.flatMap { Int($0) } ?? 0)
    }
    return results.map { RequirementTally(id: $0.key, results: $0.value) }
      .sorted { order($0.id) < order($1.id) }
  }
}
