import LibraryAnalysis
import StrictJSON
import SystemCalls

/// One JSON document: `files`, `folders` and `summary`, written incrementally.
struct LibraryJSONPrinter: LibraryPrinter {
  private var isFirst = true

  func begin() { Terminal.print("{\"files\":[", terminator: "") }

  mutating func inOrder(_ record: TrackRecord) {
    Terminal.print(isFirst ? "\n" : ",\n", terminator: "")
    Terminal.print(record.payload.text(), terminator: "")
    isFirst = false
  }

  func end(_ result: LibraryResult) {
    let folders = result.summary.folders.map { "\n\($0.payload.text())" }
    Terminal.print("\n],\n\"folders\":[\(folders.joined(separator: ","))\n],")
    Terminal.print("\"summary\":\(result.payload.text())}")
  }
}

/// One line of JSON per file, as files are finished, and a last one with `folders` and `summary`.
struct LibraryNDJSONPrinter: LibraryPrinter {
  func finished(_ record: TrackRecord) { Terminal.print(record.payload.text()) }

  func end(_ result: LibraryResult) {
    let folders = JSON.array(result.summary.folders.map(\.payload))
    Terminal.print((["folders": folders, "summary": result.payload] as JSON).text())
  }
}

/// Comma-separated values: one line per file, in the order of the files.
struct LibraryCSVPrinter: LibraryPrinter {
  private let table: CSVTable

  init(hasLoudness: Bool) { table = CSVTable(hasLoudness: hasLoudness) }

  func begin() { print(table.header) }
  func inOrder(_ record: TrackRecord) { print(table.row(record)) }
  func end(_ result: LibraryResult) {}

  private func print(_ line: String) {
    // A file gets the names unchanged; a terminal could be controlled by one.
    Terminal.print(Terminal.isOutputATerminal ? line.printable : line)
  }
}

extension LibraryResult {
  fileprivate var payload: JSON {
    summary.payload(elapsed: elapsed, isInterrupted: isInterrupted)
  }
}
