/// Rows of a Markdown table, so that a run can be pasted into the README.
enum Table {
  static func header(_ cells: [String]) {
    row(cells)
    row(cells.map { _ in "---" })
  }

  static func row(_ cells: [String]) {
    print("| " + cells.joined(separator: " | ") + " |")
  }
}
