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
    return " name=\"\(Self.escaped(name))\" tests=\"\(results.count)\""
      + " failures=\"\(count(Self.failures))\" errors=\"\(count(Self.errors))\""
      + " skipped=\"\(count([.skip, .xfail]))\" time=\"\(Self.seconds(duration))\""
  }

  private static let failures: Set<CaseOutcome> = [.fail, .unsupported, .xpass]
  private static let errors: Set<CaseOutcome> = [.error, .crash, .timeout]

  private func lines(for result: CaseResult) -> [String] {
    let golden = result.golden
    let head =
      "    <testcase classname=\"\(Self.escaped(golden.header.name.dotted))\""
      + " name=\"\(Self.escaped(golden.name))\" time=\"\(Self.seconds(result.duration))\""
    let message = Self.escaped(result.detail ?? "")
    switch result.outcome {
    case .pass: return [head + "/>"]
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
          + Self.escaped(body.joined(separator: "\n")) + "</\(element)>",
      ]
      if let tail = result.errorTail, !tail.isEmpty {
        lines.append("      <system-err>\(Self.escaped(tail))</system-err>")
      }
      return lines + ["    </testcase>"]
    }
  }

  private static func seconds(_ duration: Duration) -> String {
    // A number without exponent, as XML's decimal wants it.
    let microseconds = Int((duration.seconds * 1e6).rounded())
    let fraction = String(microseconds % 1_000_000)
    return "\(microseconds / 1_000_000)."
      + String(repeating: "0", count: 6 - fraction.count) + fraction
  }

  /// Text for an attribute or an element; characters that XML 1.0 cannot hold are replaced.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "\n": escaped += "&#10;"
      case "\t", " "..."\u{D7FF}", "\u{E000}"..."\u{FFFD}", "\u{10000}"..."\u{10FFFF}":
        escaped.unicodeScalars.append(scalar)
      default: escaped.unicodeScalars.append("\u{FFFD}")
      }
    }
    return escaped
  }
}

extension String {
  /// A path as build servers group by it.
  fileprivate var dotted: String { replacing("/", with: ".") }
}
