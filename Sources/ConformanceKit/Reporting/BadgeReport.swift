import StrictJSON

/// A run as a badge: the JSON for shields.io's endpoint badges.
struct BadgeReport {
  let report: RunReport

  init(_ report: RunReport) {
    self.report = report
  }

  var text: String {
    let badge: JSON = [
      "schemaVersion": .integer(1), "label": .string("conformance \(report.specification)"),
      "message": .string(message), "color": .string(color),
    ]
    return badge.text(.indented) + "\n"
  }

  private var message: String {
    guard report.refusal == nil, report.anyWasPlayed else { return "not played" }
    let played = report.results.filter { $0.outcome != .skip }
    let well = played.count { $0.outcome.isWell && $0.outcome != .xfail }
    return "\(well) of \(played.count)"
  }

  private var color: String {
    guard report.refusal == nil, report.anyWasPlayed else { return "lightgrey" }
    guard report.isWell else { return "red" }
    // An expected failure is acceptable, but still not what the specification requires.
    return report.totals[.xfail] == nil ? "brightgreen" : "yellow"
  }
}
