/// What came of the cases that hold a port to one requirement.
struct RequirementTally {
  /// The requirement's id, as in `REC-4`.
  let id: String
  /// The results of its cases, in the order of the run.
  let results: [CaseResult]

  /// Those that were played with the port.
  var played: [CaseResult] { results.filter { $0.outcome != .skip } }
  /// Those that are not as the requirement wants them, expected or not.
  var broken: [CaseResult] { results.filter { !$0.outcome.isWell || $0.outcome == .xfail } }

  /// One word for it.
  var word: String {
    if !broken.isEmpty { return "broken" }
    return played.isEmpty ? "skipped" : "held"
  }
}

extension RunReport {
  /// The requirements that the played cases cite, by chapter where the words are known, and number.
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
