/// A run as JUnit's XML: a suite for each chapter.
struct JUnitReport {
  let report: RunReport

  init(_ report: RunReport) {
    self.report = report
  }

  var text: String {
    var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#]
    lines.append("<testsuites\(attributes("conformance", report.results, report.duration))>")
    for family in report.families {
      let duration = family.results.reduce(Duration.zero) { $0 + $1.duration }
      lines.append("  <testsuite\(attributes(family.name, family.results, duration))>")
      lines += family.results.flatMap(lines(for:))
      lines.append("  </testsuite>")
    }
    lines.append("</testsuites>")
    return lines.joined(separator: "\n") + "\n"
  }

  private func attributes(
    _ name: String, _ results: [CaseResult], _ duration: Duration
  ) -> String {
    func count(_ outcomes: Set<CaseOutcome>) -> Int {
      results.count { outcomes.contains($0.outcome) }
    }
    return " name=\"\(XMLText.escaped(name))\" tests=\"\(results.count)\""
      + " failures=\"\(count(Self.failures))\" errors=\"\(count(Self.errors))\""
      + " skipped=\"\(count([.skip, .xfail]))\" time=\"\(Self.seconds(duration))\""
  }

  private static let failures: Set<CaseOutcome> = [.fail, .unsupported, .xpass]
  private static let errors: Set<CaseOutcome> = [.error, .crash, .timeout]

  private func lines(for result: CaseResult) -> [String] {
    let golden = result.golden
    let head =
      "    <testcase classname=\"\(XMLText.escaped(golden.header.name.dotted))\""
      + " name=\"\(XMLText.escaped(golden.name))\" time=\"\(Self.seconds(result.duration))\""
    let message = XMLText.escaped(result.detail ?? "")
    switch result.outcome {
    case .pass: return [head + "/>"]
    case .acceptable:
      let words = ["acceptable"] + result.mismatches.map(\.sentence)
      return [
        head + ">",
        "      <system-out>\(XMLText.escaped(words.joined(separator: "\n")))</system-out>",
        "    </testcase>",
      ]
    case .skip, .xfail:
      return [head + ">", "      <skipped message=\"\(message)\"/>", "    </testcase>"]
    case .fail, .unsupported, .xpass, .error, .crash, .timeout:
      let element = Self.errors.contains(result.outcome) ? "error" : "failure"
      let body =
        result.mismatches.map(\.sentence) + golden.requirements
        + golden.usualCauses.map { "Usual cause: \($0)" }
      var lines = [
        head + ">",
        "      <\(element) type=\"\(result.outcome.rawValue)\" message=\"\(message)\">"
          + XMLText.escaped(body.joined(separator: "\n")) + "</\(element)>",
      ]
      if let tail = result.errorTail, !tail.isEmpty {
        lines.append("      <system-err>\(XMLText.escaped(tail))</system-err>")
      }
      return lines + ["    </testcase>"]
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    // A number without exponent, as required for XML's decimal.
    let microseconds = Int((duration.seconds * 1e6).rounded())
    let fraction = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000)."
      + String(repeating: "0", count: 6 - fraction.count) + fraction
  }
}

extension String {
  /// A path in the form by which build servers group.
  fileprivate var dotted: String { replacing("/", with: ".") }
}
