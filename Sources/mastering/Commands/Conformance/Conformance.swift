internal import ArgumentParser

/// `mastering conformance`
struct Conformance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play the golden cases with a port, ours or one in any other language.",
    discussion: """
      A port is tested through its own JSON-RPC host: a program that reads requests from standard \
      input, a line each, and writes answers to standard output.

      EXAMPLES:
        mastering conformance run --self
        mastering conformance run --host 'python3 my_port.py'
        mastering conformance run --self --filter recommendation/threshold-switching/
        mastering conformance show recommendation/threshold-switching/confidence-equal-to-threshold-stays-single
      """,
    subcommands: [
      RunConformance.self, ListCases.self, ShowCase.self, LintSuite.self, ExportSuite.self,
    ])
}
