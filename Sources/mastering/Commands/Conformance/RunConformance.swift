import ArgumentParser
import ConformanceKit
import Foundation
import SystemCalls

/// `mastering conformance run`
struct RunConformance: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Test a port against the cases and report the results.",
    discussion: """
      sh runs the command in the current folder, so quotes and variables work as usual. Cases for \
      capabilities that the port does not list in engine.describe are skipped. Cases for HTTP and \
      WebSocket need --server.

      EXPECTED FAILURES, as a JSON file:
        {"expected_failures": [{"case": "rpc/limits/*", "because": "1 MiB limit"}]}
      """
        + ExitStatus.help([
          (.done, "every case passed, was skipped, or failed as expected"),
          (
            .failed,
            "a case failed, or passed although expected to fail; the port crashed, hung, violated "
              + "the protocol or does not claim core"
          ),
          (.fallsShort, "no case was played"), (.interrupted, "stopped by Ctrl-C"),
          (.terminated, "stopped by SIGTERM"),
        ]))

  @Flag(
    name: .customLong("self"),
    help: "Test this program's own host and server, 'mastering rpc' and 'mastering serve'.")
  var testsItself = false

  @Option(
    name: .customLong("host"),
    help: ArgumentHelp("The command that starts the port.", valueName: "command"))
  var command: String?

  @Option(
    name: .customLong("server"),
    help: ArgumentHelp(
      "The command that starts the port's server. {folder} stands for the folder of its library; "
        + "the server prints the http:// address it listens on.",
      valueName: "command"))
  var serverCommand: String?

  @OptionGroup var suiteOption: SuiteOption
  @OptionGroup var selection: CaseSelection

  @OptionGroup var planOptions: PlanOptions

  @Option(
    help: ArgumentHelp("A JSON list of cases that the port is known to fail.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var expectedFailures: String?

  @Option(
    help: ArgumentHelp("The format of the report.", valueName: "format"))
  var report = ReportForm.human

  @Option(
    help: ArgumentHelp(
      "Write the report to this file, and print the text report as well.", valueName: "file"),
    completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "How long a case may take before it counts as hung.", valueName: "seconds"))
  var timeLimit: Double = 10

  @Option(
    help: ArgumentHelp(
      "How long a port may take to start and answer engine.describe, or a server to print its "
        + "address. (default: the time limit)",
      valueName: "seconds"))
  var startLimit: Double?

  @Flag(help: "Show what the port writes to standard error, as it arrives.")
  var showStderr = false

  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    if testsItself == (command != nil) {
      throw ValidationError("Give either --self or --host.")
    }
    if testsItself, serverCommand != nil {
      throw ValidationError("--self has its own server; --server needs --host.")
    }
    for (name, limit) in [("--time-limit", timeLimit), ("--start-limit", startLimit ?? timeLimit)]
    where !(limit > 0 && limit <= 86_400) {
      throw ValidationError("\(name) must be a number of seconds above 0.")
    }
  }

  func run() async throws {
    ThisExecutable.forgetSettings()
    let suite = try suiteOption.loadToPlay()
    let cases = try selection.cases(of: suite)
    let expected = try expectations()
    var limits = RunLimits()
    limits.perCase = .seconds(timeLimit)
    limits.start = .seconds(startLimit ?? timeLimit)
    limits.signOfLife = min(limits.signOfLife, limits.perCase)
    let plan = planOptions.plan(hasServer: serverCommand != nil)
    let runner = ConformanceRunner(
      suite: suite, expectedFailures: expected, limits: limits, plan: plan)
    let host = try host()
    let server = try server()
    let progress = CaseProgress(
      line: ProgressLine(progressOption.progress), total: cases.count * plan.rounds)
    let outcome = try await InterruptibleTask.value {
      await runner.run(cases, on: host, server: server) { progress.show($0) }
    }
    progress.finish()
    try write(outcome, requirements: suite.requirements)
    if let ending = ExitStatus.ending(with: outcome.exitStatus) { throw ending }
  }

  // MARK: Parts

  private func host() throws -> ProcessPort {
    if let command { return ProcessPort(command: command, showError: showError) }
    return ProcessPort(
      executable: try ThisExecutable.requiredPath(), arguments: ["rpc", "--no-cache"],
      showError: showError)
  }

  private func server() throws -> ServerCommand? {
    if let serverCommand { return ServerCommand(command: serverCommand, showError: showError) }
    guard testsItself else { return nil }
    return ServerCommand(
      executable: try ThisExecutable.requiredPath(),
      arguments: ["serve", "{folder}", "--port", "0", "--no-cache", "--progress", "never"],
      showError: showError)
  }

  /// Shows the standard error of a port if requested: made safe on a terminal, unchanged in a file.
  private var showError: @Sendable (UnsafeRawBufferPointer) -> Void {
    let showsError = showStderr
    let isForPeople = isatty(STDERR_FILENO) != 0
    return { bytes in
      guard showsError else { return }
      let text = String(decoding: bytes, as: UTF8.self)
      Terminal.writeError(isForPeople ? text.printableLines : text)
    }
  }

  private func expectations() throws -> ExpectedFailures {
    guard let expectedFailures else { return ExpectedFailures() }
    guard let data = FileManager.default.contents(atPath: expectedFailures) else {
      Terminal.writeFailure("cannot be read", about: expectedFailures)
      throw ExitStatus.fallsShort.code
    }
    do throws(InvalidSuite) {
      return try ExpectedFailures(json: Array(data), file: "")
    } catch {
      for problem in error.problems {
        Terminal.writeFailure(problem.description, about: expectedFailures)
      }
      throw ExitStatus.fallsShort.code
    }
  }

  private func write(_ outcome: RunReport, requirements: RequirementIndex) throws {
    try ReportFile.write(outcome.text(report.format, requirements: requirements), to: output)
    if output != nil {
      Terminal.print(outcome.text(.human, requirements: requirements), terminator: "")
    }
  }
}

/// The form of a report.
enum ReportForm: String, ExpressibleByArgument, CaseIterable {
  case human, requirements, tap, junit, json, html, badge

  var format: ReportFormat {
    switch self {
    case .human: .human
    case .requirements: .requirements
    case .tap: .tap
    case .junit: .junit
    case .json: .json
    case .html: .html
    case .badge: .badge
    }
  }
}

/// Shows how many cases have been played.
private final class CaseProgress: Sendable {
  private let line: ProgressLine
  private let total: Int
  private let played = Counter()

  init(line: ProgressLine, total: Int) {
    self.line = line
    self.total = total
  }

  func show(_ result: CaseResult) {
    let count = played.next()
    line.show(Double(count) / Double(max(total, 1)), result.golden.name)
  }

  func finish() { line.finish() }
}
