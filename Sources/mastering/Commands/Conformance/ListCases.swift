import ArgumentParser
import ConformanceKit

/// `mastering conformance list`
struct ListCases: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the names of the cases, one per line.",
    discussion: ExitStatus.section([
      (.done, "at least one case was listed"), (.fallsShort, "there is no such case, or no suite"),
    ]))

  @OptionGroup var suiteOption: SuiteOption
  @OptionGroup var selection: CaseSelection

  func run() throws {
    for golden in try selection.cases(of: suiteOption.load()) { Terminal.print(golden.name) }
  }
}
