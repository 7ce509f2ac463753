import StrictJSON
import SystemCalls

/// A run as text: what failed and why, then the numbers.
struct HumanReport {
  private static let mostFailures = 50
  private static let mostMismatches = 5
  private static let mostMargins = 3
  private static let tailLines = 12

  let report: RunReport
  let requirements: RequirementIndex?

  init(_ report: RunReport, requirements: RequirementIndex?) {
    self.report = report
    self.requirements = requirements
  }

  var text: String {
    // All of it, because a port's text can appear anywhere: control characters could control the
    // terminal.
    (failures + acceptable + summary).map(\.printable).joined(separator: "\n") + "\n"
  }

  // MARK: Failures

  private var failures: [String] {
    // If no case could be played, the reason is given once, in the summary.
    guard report.refusal == nil else { return [] }
    let failures = report.results.filter { !$0.outcome.isWell }
    let rest = failures.count - Self.mostFailures
    return failures.prefix(Self.mostFailures).flatMap { lines(for: $0) + [""] }
      + (rest > 0 ? ["… and \(rest) more; --report tap lists them all.", ""] : [])
  }

  /// Acceptable results that could be better: one line each, without the explanation of a failure.
  private var acceptable: [String] {
    let acceptable = report.results.filter { $0.outcome == .acceptable }
    guard !acceptable.isEmpty else { return [] }
    let rest = acceptable.count - Self.mostFailures
    return ["Acceptable, but not what the specification recommends:"]
      + acceptable.prefix(Self.mostFailures).flatMap { result in
        [
          "  \(result.golden.name) (\(result.golden.requirements.joined(separator: ", ")))",
          "      \((result.detail ?? "").printable)",
        ]
      } + (rest > 0 ? ["  … and \(rest) more"] : []) + [""]
  }

  private func lines(for result: CaseResult) -> [String] {
    let golden = result.golden
    var lines = [
      "\(result.outcome.rawValue.uppercased())  \(golden.name)", "      \(golden.description)",
    ]
    if result.mismatches.isEmpty, let detail = result.detail {
      lines.append("      \(detail.printable)")
    }
    if let detail = result.detail, let first = result.mismatches.first, detail != first.sentence {
      lines.append("      \(detail.printable)")
    }
    let shown = result.mismatches.prefix(Self.mostMismatches)
    lines += shown.map { "      \($0.sentence)" }
    if result.mismatches.count > shown.count {
      lines.append("      and \(result.mismatches.count - shown.count) more")
    }
    lines += golden.requirements.map { id in
      "      \(id)" + (requirements?.requirements[id].map { "  \($0.text)" } ?? "")
    }
    lines += golden.usualCauses.map { "      Usual cause: \($0)" }
    lines += tail(result.errorTail ?? "")
    return lines
  }

  private func tail(_ text: String) -> [String] {
    let lines = text.split(separator: "\n")
    guard !lines.isEmpty else { return [] }
    return ["      Standard error of the port:"]
      + lines.suffix(Self.tailLines).map { "      | \(String($0).printable)" }
  }

  // MARK: Summary

  private var summary: [String] {
    if let refusal = report.refusal {
      return ["No case could be played. \(refusal)"] + tail(report.errorTail)
    }
    return table + [""] + margins + port + report.remarks.map { "Note: \($0)" }
      + report.shortcomings.map { "Failed: \($0)" } + [verdict]
  }

  private var table: [String] {
    let shown = CaseOutcome.allCases.filter { (report.totals[$0] ?? 0) > 0 }
    let families = report.families
    let width = max(6, families.map(\.name.count).max() ?? 0)
    let widths = shown.map { max(6, $0.rawValue.count) }
    func row(_ name: String, _ cells: [String]) -> String {
      name.padded(to: width)
        + zip(cells, widths).map { "  " + $0.rightPadded(to: $1) }.joined()
    }
    let rows = families.map { family in
      row(
        family.name,
        shown.map { outcome in
          let count = family.results.count { $0.outcome == outcome }
          return count == 0 ? "·" : "\(count)"
        })
    }
    return [row("", shown.map(\.rawValue))] + rows
      + [row("all", shown.map { "\(report.totals[$0] ?? 0)" })]
  }

  private var margins: [String] {
    let worst = report.results.filter { $0.outcome == .pass || $0.outcome == .acceptable }
      .compactMap { result in result.worst.map { (result.golden.name, $0) } }
      .filter { $0.1.margin > 0 }
      .sorted { $0.1.margin > $1.1.margin }.prefix(Self.mostMargins)
    guard !worst.isEmpty else { return [] }
    return ["Closest to their tolerance:"]
      + worst.map { name, deviation in
        let unit = deviation.unit.map { " \($0)" } ?? ""
        return "  \((100 * deviation.margin).short) %  \(name) \(deviation.place): "
          + "\(deviation.distance.short) of \(deviation.allowed.short)\(unit)"
      } + [""]
  }

  private var port: [String] {
    guard let port = report.port else { return [] }
    let name = "\(port.name) \(port.version)".printable
    let claims = port.capabilities.joined(separator: ", ").printable
    return ["\(name), specification \(port.specification.printable), claims \(claims)"]
  }

  private var verdict: String {
    let skipped = report.totals[.skip] ?? 0
    let skips = skipped > 0 ? ", \(skipped) skipped" : ""
    return "\(report.verdict)\(skips), suite \(report.suite), \(report.duration.seconds.short) s"
  }
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - count))
  }

  func rightPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
