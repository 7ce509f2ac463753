import ArgumentParser
import MasteringModel
import WireFormat

/// The options for a recommendation.
typealias SettingsOptions = RecommendationOptions<RecommendationCeiling>

/// The range of `--ceiling`, as the help of a command states it.
protocol CeilingRange {
  static var words: String { get }
}

/// Of a recommendation that is only read.
enum RecommendationCeiling: CeilingRange {
  static let words = "-60 to 0"
}

/// Of one that is applied.
enum RenderingCeiling: CeilingRange {
  static let words = "-20 to 0"
}

/// The options for a recommendation, with a ceiling in this range.
struct RecommendationOptions<Ceiling: CeilingRange>: ParsableArguments {
  @Option(
    help:
      "Recommend a single profile at or above this confidence (0 to 1), a blend below it. (default: 0.4)"
  )
  var threshold: Double?

  @Option(
    name: .customLong("top-k"),
    help: "Rank up to this many profiles, and blend at most that many. (default: 3)")
  var topK: Int?

  @Flag(help: "Never blend: recommend the best profile alone, however low its confidence.")
  var single = false

  // Unconditional: a level such as -2 begins like an option.
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Keep the true peak of the mastered track at or below this level, \(Ceiling.words). (default: -1.0)",
      valueName: "dBTP"))
  var ceiling: Double?

  @Option(
    help: ArgumentHelp(
      "Weight the members of a blend by their scores (plain), or for each change also by its dimension (dimension). (default: plain)",
      valueName: "plain|dimension"),
    completion: .list(Weighting.allCases.map(\.rawValue)), transform: Weighting.init(argument:))
  var weighting: Weighting?

  func validate() throws {
    if let topK, topK < 1 { throw ValidationError("--top-k must be at least 1.") }
    if single, threshold != nil {
      throw ValidationError(
        "--single never blends, so --threshold has no effect with it; omit one of them.")
    }
    do {
      _ = try settings(.none)
    } catch {
      throw ValidationError(FailureReport(error).sentence.sentenceCased + ".")
    }
  }

  /// The settings from the command line, or from the settings file.
  func settings(_ settings: UserSettings) throws(InvalidSettings) -> RecommendationSettings {
    let set = settings.recommendation
    return try RecommendationSettings(
      confidenceThreshold: single ? 0 : threshold ?? set.confidenceThreshold,
      topK: topK ?? set.topK, ceilingDBTP: ceiling ?? set.ceilingDBTP,
      weighting: weighting ?? set.weighting)
  }
}

extension Weighting {
  /// A weighting as an argument.
  fileprivate init(argument: String) throws {
    guard let weighting = Weighting(rawValue: argument) else {
      throw ValidationError("Give plain or dimension.")
    }
    self = weighting
  }
}
