import ArgumentParser
import MasteringModel
import WireFormat

/// The option for how much of each file is analysed.
struct WindowOption: ParsableArguments {
  @Option(
    name: .customLong("max-duration"),
    help: ArgumentHelp(
      "Analyse this many seconds from the start, or 'all'. (default: 90)",
      valueName: "seconds|all"),
    completion: .list(["all"]),
    transform: AnalysisWindow.init(argument:))
  var window = AnalysisWindow.standard

  @Flag(
    name: .customLong("allow-partial"),
    help: "Analyse truncated files up to where they end.")
  var allowsPartialAudio = false

  /// The request for a file.
  func request(for path: String) -> AnalysisRequest {
    AnalysisRequest(path: path, window: window, allowsPartialAudio: allowsPartialAudio)
  }
}

extension AnalysisWindow {
  /// An analysis window as an argument: seconds, or `all`.
  fileprivate init(argument: String) throws {
    if argument == "all" {
      self = .all
      return
    }
    guard let seconds = Double(argument) else {
      throw ValidationError("Give a number of seconds, or 'all'.")
    }
    do {
      self = try .first(seconds: seconds)
    } catch {
      throw ValidationError(FailureReport(error).sentence.sentenceCased + ".")
    }
  }
}
