import ArgumentParser

/// The option for showing progress on standard error.
struct ProgressOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "When to show progress on standard error; auto: on a terminal, for work that takes time.",
      valueName: "when"))
  var progress = ProgressVisibility.auto
}

/// When progress is shown.
enum ProgressVisibility: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}
