internal import ArgumentParser
internal import ProfileCatalog
internal import YAMLCatalog

/// `mastering profiles check`
struct CheckProfiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check profile files: every problem with its place, and exit status 1 if any.")

  @Argument(help: "YAML files, or folders of them.", completion: .file())
  var paths: [String]

  func run() throws {
    var registry = ProfileRegistry()
    var problems = 0
    for path in paths {
      let result = registry.importing(contentsOf: path)
      registry = result.registry
      problems += result.problems.count
      for problem in result.problems { Terminal.writeProblem(problem.description) }
    }
    let count = registry.profiles.count
    Terminal.print(
      "\(count) \(count == 1 ? "profile" : "profiles") in order, "
        + "\(problems) \(problems == 1 ? "problem" : "problems")")
    if problems > 0 { throw ExitStatus.failed.code }
  }
}
