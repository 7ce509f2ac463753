import ArgumentParser
import MasteringModel
import WireFormat

/// How much of each file is listened to.
struct WindowOption: ParsableArguments {
  @Option(
    name: .customLong("max-duration"),
    help: ArgumentHelp(
      "Listen to this many seconds from the start, or to 'all'. (default: 90)",
      valueName: "seconds|all"),
    completion: .list(["all"]),
    transform: AnalysisWindow.init(argument:))
  var window = AnalysisWindow.standard

  @Flag(
    name: .customLong("allow-partial"),
    help: "Analyse what is there of a file that ends early.")
  var allowsPartialAudio = false

  /// What to listen to in a file.
  func request(for path: String) -> AnalysisRequest {
    AnalysisRequest(path: path, window: window, allowsPartialAudio: allowsPartialAudio)
  }
}

extension AnalysisWindow {
  /// An analysis window as people write it: seconds, or `all`.
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
