import ArgumentParser
import ConformanceKit
import Foundation

/// `mastering conformance fuzz`
struct FuzzPort: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fuzz",
    abstract: "Look for calls that a port and the reference answer differently.",
    discussion: """
      Generates single calls and sequences of calls from a seed, within the capabilities that both \
      claim. Shrinks each difference to the smallest call that shows it, and prints it as a case \
      file. Decide which of the two is right, and write the reason into the case.

      EXAMPLES:
        mastering conformance fuzz --host 'python3 port.py' --calls 100000
        mastering conformance fuzz --host 'python3 port.py' --against 'node other.mjs'
      """
        + ExitStatus.help([
          (.done, "no difference was found"), (.failed, "a difference was found"),
          (.fallsShort, "nothing could be compared"), (.interrupted, "stopped by Ctrl-C"),
          (.terminated, "stopped by SIGTERM"),
        ]))

  @Option(
    name: .customLong("host"),
    help: ArgumentHelp("The command that starts the port.", valueName: "command"))
  var command: String

  @Option(
    help: ArgumentHelp(
      "The command that starts the reference. (default: this program's own host)",
      valueName: "command"))
  var against: String?

  @Option(
    help: ArgumentHelp(
      "The seed of the generated calls. (default: a random one, which is printed)",
      valueName: "number"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Make this many calls.", valueName: "count"))
  var calls = 10_000

  @Option(help: ArgumentHelp("Stop after this many findings.", valueName: "count"))
  var maxFindings = 5

  @Option(
    help: ArgumentHelp("Count an answer as missing after this many seconds.", valueName: "seconds"))
  var timeLimit: Double = 10

  @Option(
    help: ArgumentHelp("Write the case file here. (default: standard output)", valueName: "file"),
    completion: .file())
  var output: String?

  @OptionGroup var suiteOption: SuiteOption
  @OptionGroup var progressOption: ProgressOption

  func validate() throws {
    if calls < 1 || maxFindings < 1 {
      throw ValidationError("--calls and --max-findings must be above 0.")
    }
    if !(timeLimit > 0 && timeLimit <= 86_400) {
      throw ValidationError("--time-limit must be a number of seconds above 0.")
    }
  }

  func run() async throws {
    ThisExecutable.forgetSettings()
    let suite = try suiteOption.load()
    let seed = seed ?? UInt64.random(in: 0..<1_000_000)
    var limits = RunLimits()
    limits.perCase = .seconds(timeLimit)
    limits.start = .seconds(timeLimit)
    let fuzzer = PortFuzzer(
      suite: suite, seed: seed, calls: calls, mostFindings: maxFindings, limits: limits)
    let port = ProcessPort(command: command)
    let reference = try reference()
    let line = ProgressLine(progressOption.progress)
    let total = calls
    let outcome = try await InterruptibleTask.value {
      await fuzzer.run(on: port, against: reference) { made in
        line.show(Double(made) / Double(total), "\(made) calls")
      }
    }
    line.finish()
    if let refusal = outcome.refusal {
      Terminal.writeError("mastering: \(refusal)\n")
      throw ExitStatus.fallsShort.code
    }
    for finding in outcome.findings { Terminal.writeError(finding.sentence + "\n") }
    Terminal.writeError(
      "\(outcome.calls) calls, seed \(seed): \(outcome.findings.count) "
        + "\(outcome.findings.count == 1 ? "difference" : "differences")\n")
    guard !outcome.findings.isEmpty else { return }
    try ReportFile.write(outcome.caseFile(seed: seed, suite: suite.version), to: output)
    throw ExitStatus.failed.code
  }

  private func reference() throws -> ProcessPort {
    if let against { return ProcessPort(command: against) }
    return ProcessPort(
      executable: try ThisExecutable.requiredPath(), arguments: ["rpc", "--no-cache"])
  }
}
