/// The forms in which a run is reported.
public enum ReportFormat: String, Sendable, Hashable, CaseIterable {
  /// For a person at a terminal.
  case human
  /// The result of each requirement, for a person at a terminal.
  case requirements
  /// Test Anything Protocol, version 14.
  case tap
  /// JUnit's XML, for build servers.
  case junit
  /// One JSON document; `Spec/schemas/report.json` describes it.
  case json
  /// One self-contained file for a browser, with the messages of each case.
  case html
  /// A badge for a README, drawn by shields.io.
  case badge
}

extension RunReport {
  /// The report as text.
  public func text(_ format: ReportFormat) -> String { text(format, requirements: nil) }

  /// The report as text.
  ///
  /// - Parameter requirements: the text of the requirements, for reports for people.
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
