import SystemCalls

/// Several ports side by side: how many cases of each chapter pass, and where they differ.
public struct ReportMatrix: Sendable {
  private let reports: [PastReport]

  /// A matrix of runs, one column each.
  public init(_ reports: [PastReport]) {
    self.reports = reports
  }

  /// The matrix as text.
  public var text: String {
    let columns = reports.indices.map { letter($0) }
    let head = zip(columns, reports).map { "\($0)  \($1.port), suite \($1.suite)" }
    let body = chapters.map { chapter in
      ([chapter] + reports.map { cell(of: $0, chapter) })
    }
    let all = [["all"] + reports.map { cell(of: $0, nil) }]
    let rows = [[""] + columns] + body + all
    let first = rows.map { $0[0].count }.max() ?? 0
    let width = rows.flatMap { $0.dropFirst() }.map(\.count).max() ?? 0
    let table = rows.map { row in
      row[0].padded(to: first)
        + row.dropFirst().map { "  " + $0.rightPadded(to: width) }.joined()
    }
    let lines = head + [""] + table + [""] + differences
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }

  private func letter(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(ascii: "A") + UInt8(index))) : "#\(index + 1)"
  }

  private var chapters: [String] {
    var seen: Set<String> = []
    return reports.flatMap(\.cases).map(\.chapter).filter { seen.insert($0).inserted }
  }

  /// `passed of played`, or a dot if none was played.
  private func cell(of report: PastReport, _ chapter: String?) -> String {
    let played = report.cases.filter {
      (chapter == nil || $0.chapter == chapter) && $0.outcome != .skip
    }
    if played.isEmpty { return "·" }
    return "\(played.count { $0.outcome.isWell }) of \(played.count)"
  }

  /// Cases that pass with some ports and not with others: there the ports, or readings of the text,
  /// differ.
  private var differences: [String] {
    let outcomes = reports.map { report in
      Dictionary(report.cases.map { ($0.name, $0.outcome) }) { first, _ in first }
    }
    var seen: Set<String> = []
    let names = reports.flatMap(\.cases).map(\.name).filter { seen.insert($0).inserted }
    let lines = names.compactMap { name -> String? in
      let played = outcomes.map { $0[name] }.map { $0 == .skip ? nil : $0 }
      let isWell = Set(played.compactMap { $0?.isWell })
      guard isWell.count == 2 else { return nil }
      let words = played.enumerated().compactMap { index, outcome in
        outcome.map { "\(letter(index)) \($0.rawValue)" }
      }
      return "  \(name): \(words.joined(separator: ", "))"
    }
    return lines.isEmpty
      ? ["No case passes with one port and fails with another."]
      : ["Passed by some ports only: \(lines.count)"] + lines
  }
}

extension PastReport.Case {
  fileprivate var chapter: String { String(name.prefix { $0 != "/" }) }
}
