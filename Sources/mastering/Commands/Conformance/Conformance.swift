import ArgumentParser

/// `mastering conformance`
struct Conformance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Test an implementation, ours or a port in any language, against the golden cases.",
    discussion: """
      A port is tested through its JSON-RPC host: a program that reads one request per line from \
      standard input and writes answers to standard output.

      EXAMPLES:
        mastering conformance run --self
        mastering conformance run --host 'python3 my_port.py'
        mastering conformance run --self --filter loudness/
        mastering conformance show recommendation/fallback/silence
      """,
    subcommands: [
      RunConformance.self, ListCases.self, ShowCase.self, LintSuite.self, ExportSuite.self,
      FuzzPort.self, CompareReports.self, MatrixOfReports.self,
    ])
}
