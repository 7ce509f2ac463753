import AgentHosting
import ArgumentParser
import ConformanceKit
import StrictJSON
import WireFormat

/// A port that an assistant may test, in the form `name=command`.
struct NamedPort: Sendable {
  let name: String
  let command: String

  init(argument: String) throws {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty, !parts[0].isEmpty,
      parts[0].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else {
      throw ValidationError("Give a port as name=command, such as port='python3 my_port.py'.")
    }
    (name, command) = (String(parts[0]), String(parts[1]))
  }
}

/// Plays the golden cases against ports that were named when the command started.
struct PortChecks: ConformanceChecking {
  private let ports: [NamedPort]
  private let suite: ConformanceSuite

  private static let mostFailures = 100

  init(_ ports: [NamedPort], suite: ConformanceSuite) {
    self.ports = ports
    self.suite = suite
  }

  var names: [String] { ports.map(\.name) }

  func check(
    _ name: String, filter: String, progress: @escaping @Sendable (Int, Int) -> Void
  ) async throws(FailureReport) -> JSON {
    guard let port = ports.first(where: { $0.name == name }) else {
      throw .invalidParams("/host", .wrongType, expected: "one of \(names.joined(separator: ", "))")
    }
    guard let cases = CaseSelection.cases(of: suite, filter: filter.isEmpty ? [] : [filter]) else {
      throw .invalidParams("/filter", .wrongType, expected: "a part of a case name")
    }
    let played = Counter()
    let report = await ConformanceRunner(suite: suite).run(
      cases, on: ProcessPort(command: port.command)
    ) { _ in progress(played.next(), cases.count) }
    let totals = report.totals
    let failures = report.results.filter { !$0.outcome.isWell }.prefix(Self.mostFailures)
    return [
      "host": .string(name),
      "is_well": .bool(report.isWell),
      "totals": .object(CaseOutcome.allCases.map { .init($0.rawValue, .integer(totals[$0] ?? 0)) }),
      "failures": .array(
        failures.map { result in
          [
            "case": .string(result.golden.name),
            "detail": .string(result.detail ?? report.refusal ?? ""),
            "requirements": .array(result.golden.requirements.map { .string($0) }),
          ]
        }),
    ]
  }
}
