import ArgumentParser
import ConformanceKit
import Foundation

/// The options for the order of the cases, the number of repetitions, and the number of ports at a
/// time.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Run this many copies of the port at a time, each with a share of the case files. (default: one for "
        + "each processor, up to 4; 1 with --server, whose TCP port may be fixed, and with --max-fail)",
      valueName: "count"))
  var jobs: Int?

  @Option(
    name: .customLong("repeat"),
    help: ArgumentHelp(
      "Play the cases this many times, and name those whose outcome varies.", valueName: "count"))
  var rounds = 1

  @Option(
    help: ArgumentHelp(
      "Shuffle the cases with this seed; with --repeat, differently each time.",
      valueName: "seed"))
  var shuffle: UInt64?

  @Option(help: ArgumentHelp("Stop after this many failures.", valueName: "count"))
  var maxFail: Int?

  func validate() throws {
    if let jobs, !(1...64).contains(jobs) { throw ValidationError("--jobs must be from 1 to 64.") }
    if !(1...1000).contains(rounds) {
      throw ValidationError("--repeat must be from 1 to 1000.")
    }
    if let maxFail, maxFail < 1 { throw ValidationError("--max-fail must be above 0.") }
  }

  /// - Parameter hasServer: whether each copy of the port comes with a server, which may have a fixed TCP port.
  func plan(hasServer: Bool) -> RunPlan {
    var plan = RunPlan()
    let processors = ProcessInfo.processInfo.activeProcessorCount
    plan.lanes = jobs ?? (hasServer || maxFail != nil ? 1 : min(max(processors, 1), 4))
    plan.rounds = rounds
    plan.shuffleSeed = shuffle
    plan.mostFailures = maxFail
    return plan
  }
}
