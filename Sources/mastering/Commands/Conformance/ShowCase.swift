import ArgumentParser
import ConformanceKit
import SystemCalls

/// `mastering conformance show`
struct ShowCase: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Show a case: what is sent, what is expected, and the clauses it tests.",
    discussion: ExitStatus.section([
      (.done, "the case was shown"), (.fallsShort, "there is no such case, or no suite"),
    ]))

  @Argument(help: "The case's name, as 'conformance list' prints it.")
  var name: String

  @OptionGroup var suiteOption: SuiteOption

  func run() throws {
    let suite = try suiteOption.load()
    guard let golden = suite.cases.first(where: { $0.name == name }) else {
      let near = suite.cases.map(\.name).filter { $0.contains(name) }
      let hint = near.isEmpty ? "" : "; did you mean \(near.prefix(3).joined(separator: ", "))?"
      Terminal.writeError("mastering: there is no case \(name.printable)\(hint)\n")
      throw ExitStatus.fallsShort.code
    }
    let sheet = CaseSheet(golden, requirements: suite.requirements)
    Terminal.print(sheet.text, terminator: "")
  }
}
