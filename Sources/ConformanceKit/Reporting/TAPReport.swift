import StrictJSON
import SystemCalls

/// A run in the Test Anything Protocol, version 14 (https://testanything.org).
struct TAPReport {
  let report: RunReport

  init(_ report: RunReport) {
    self.report = report
  }

  var text: String {
    var lines = ["TAP version 14", "1..\(report.results.count)"]
    if let refusal = report.refusal {
      lines.append("Bail out! \(Self.escaped(refusal))")
    } else {
      for (index, result) in report.results.enumerated() {
        lines += self.lines(for: result, number: index + 1)
      }
    }
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }

  private func lines(for result: CaseResult, number: Int) -> [String] {
    let point = "\(number) - \(Self.escaped(result.golden.name))"
    let detail = Self.escaped(result.detail ?? "")
    switch result.outcome {
    case .pass: return ["ok \(point)"]
    // `ok` for every reader of TAP, with the diagnostics for those that show them.
    case .acceptable: return ["ok \(point)"] + diagnostics(for: result)
    case .skip: return ["ok \(point) # SKIP \(detail)"]
    case .xfail: return ["not ok \(point) # TODO \(detail)"]
    case .fail, .error, .crash, .timeout, .unsupported, .xpass:
      return ["not ok \(point)"] + diagnostics(for: result)
    }
  }

  /// A YAML block; its texts are JSON strings, which are valid YAML.
  private func diagnostics(for result: CaseResult) -> [String] {
    var lines = ["  ---", "  outcome: \(result.outcome.rawValue)"]
    if let detail = result.detail { lines.append("  message: \(Self.quoted(detail))") }
    if !result.mismatches.isEmpty {
      lines.append("  differences:")
      lines += result.mismatches.prefix(20).map { "    - \(Self.quoted($0.sentence))" }
    }
    if !result.golden.requirements.isEmpty {
      lines.append("  spec: [\(result.golden.requirements.joined(separator: ", "))]")
    }
    return lines + ["  ..."]
  }

  private static func quoted(_ text: String) -> String { JSON.string(text).text() }

  /// A number sign would begin a directive.
  private static func escaped(_ text: String) -> String {
    text.printable.replacing("\\", with: "\\\\").replacing("#", with: "\\#")
  }
}
