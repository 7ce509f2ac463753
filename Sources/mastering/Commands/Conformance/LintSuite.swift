import ArgumentParser
import ConformanceKit

/// `mastering conformance lint`
struct LintSuite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint",
    abstract: "Check the case files themselves.",
    discussion: """
      Checks the format of every file, the manifest's digests and counts, names, requirements and \
      audio, and that each expected value would reject a wrong one. Every problem is printed with its \
      position.
      """
        + ExitStatus.help([
          (.done, "nothing is wrong"), (.failed, "something is wrong"),
          (.fallsShort, "there is no suite"),
        ]))

  @OptionGroup var suiteOption: SuiteOption

  func run() throws {
    let folder = try suiteOption.folder()
    var problems: [SuiteProblem] = []
    var count = 0
    do throws(InvalidSuite) {
      let suite = try ConformanceSuite(folder: folder)
      count = suite.cases.count
      problems = SuiteLint(suite, requirements: suite.requirements).problems()
    } catch {
      problems = error.problems
    }
    for problem in problems { Terminal.writeFailure(problem.description, about: folder) }
    Terminal.print(
      "\(count) \(count == 1 ? "case" : "cases"), "
        + "\(problems.count) \(problems.count == 1 ? "problem" : "problems")")
    if !problems.isEmpty { throw ExitStatus.failed.code }
  }
}
