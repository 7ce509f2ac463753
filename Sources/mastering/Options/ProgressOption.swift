internal import ArgumentParser

/// Whether progress is shown on standard error.
struct ProgressOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Show progress on standard error: auto (on a terminal, when it takes longer), always, never.",
      valueName: "when"))
  var progress = ProgressVisibility.auto
}

/// When progress is shown.
enum ProgressVisibility: String, ExpressibleByArgument, CaseIterable {
  case auto, always, never
}
