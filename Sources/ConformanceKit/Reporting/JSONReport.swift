import Foundation
import StrictJSON

/// A run as one JSON document, as described in `Spec/schemas/report.json`.
struct JSONReport {
  let report: RunReport

  init(_ report: RunReport) {
    self.report = report
  }

  var text: String { document.text(.indented) + "\n" }

  private var document: JSON {
    let totals = report.totals
    let implementation = report.port.map { port -> JSON in
      ["name": .string(port.name), "version": .string(port.version)]
    }
    return [
      "suite": .string(report.suite), "specification": .string(report.specification),
      "implementation": implementation ?? .null,
      "claimed": .array((report.port?.capabilities ?? []).map { .string($0) }),
      "started_at": .string(report.startedAt.ISO8601Format()),
      "duration_seconds": .number(report.duration.seconds),
      "cases": .array(report.results.map(value)),
      "totals": .object(
        [.init("cases", .integer(report.results.count))]
          + CaseOutcome.allCases.map { .init($0.rawValue, .integer(totals[$0] ?? 0)) }),
    ]
  }

  private func value(_ result: CaseResult) -> JSON {
    var members: [JSON.Member] = [
      .init("name", .string(result.golden.name)),
      .init("outcome", .string(result.outcome.rawValue)),
      .init("duration_seconds", .number(result.duration.seconds)),
    ]
    if let margin = result.worst?.margin, margin.isFinite {
      members.append(.init("worst_margin", .number(margin)))
    }
    members.append(.init("spec", .array(result.golden.requirements.map { .string($0) })))
    if let detail = result.detail { members.append(.init("detail", .string(detail))) }
    if !result.mismatches.isEmpty {
      members.append(.init("differences", .array(result.mismatches.map(value))))
    }
    if !result.outcome.isWell, !result.golden.usualCauses.isEmpty {
      members.append(.init("hints", .array(result.golden.usualCauses.map { .string($0) })))
    }
    if let tail = result.errorTail, !tail.isEmpty {
      members.append(.init("output", .string(String(tail.suffix(4000)))))
    }
    return .object(members)
  }

  private func value(_ mismatch: Mismatch) -> JSON {
    var members: [JSON.Member] = [.init("path", .string(mismatch.place.description))]
    if let expected = mismatch.expected { members.append(.init("expected", expected)) }
    if let actual = mismatch.actual { members.append(.init("actual", actual)) }
    if let deviation = mismatch.deviation, deviation.distance.isFinite, deviation.allowed.isFinite {
      members.append(.init("allowed", .number(deviation.allowed)))
      members.append(.init("deviation", .number(deviation.distance)))
    }
    members.append(.init("reason", .string(mismatch.reason.rawValue)))
    return .object(members)
  }
}
