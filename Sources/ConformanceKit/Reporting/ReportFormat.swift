/// The forms in which a run is reported.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  /// For a person at a terminal.
  case human
  /// What came of each requirement, for a person at a terminal.
  case requirements
  /// Test Anything Protocol, version 14.
  case tap
  /// JUnit's XML, as build servers read it.
  case junit
  /// One JSON document; `Spec/schemas/report.json` describes it.
  case json
  /// One file for a browser that needs no other: what was said and heard in each case.
  case html
  /// A line for a README, as shields.io draws it from an address.
  case badge
}

extension RunReport {
  /// The report as text.
  public func text(_ format: ReportFormat) -> String { text(format, requirements: nil) }

  /// The report as text.
  ///
  /// - Parameter requirements: where the words of requirements are taken from, for people's reports.
  package func text(_ format: ReportFormat, requirements: RequirementIndex?) -> String {
    switch format {
    case .human: HumanReport(self, requirements: requirements).text
    case .requirements: RequirementReport(self, requirements: requirements).text
    case .tap: TAPReport(self).text
    case .junit: JUnitReport(self).text
    case .json: JSONReport(self).text
    case .html: HTMLReport(self, requirements: requirements).text
    case .badge: BadgeReport(self).text
    }
  }

  /// The chapters in the order of the run, with their results.
  var families: [(name: String, results: [CaseResult])] {
    var order: [String] = []
    for result in results where !order.contains(result.golden.family) {
      order.append(result.golden.family)
    }
    let grouped = Dictionary(grouping: results, by: \.golden.family)
    return order.map { ($0, grouped[$0] ?? []) }
  }
}
