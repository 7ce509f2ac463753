internal import ArgumentParser
internal import MasteringModel
internal import WireFormat

/// How a recommendation is wanted.
struct SettingsOptions: ParsableArguments {
  @Option(
    help:
      "Recommend one profile alone from this confidence on, a blend below; 0 to 1. (default: 0.4)")
  var threshold: Double?

  @Option(name: .customLong("top-k"), help: "Rank, and at most blend, so many profiles.")
  var topK = RecommendationSettings.defaultTopK

  @Flag(help: "Never blend: recommend the best profile alone, however low its confidence.")
  var single = false

  @Option(
    help: ArgumentHelp(
      "The true peak that must not be passed after mastering, -60 to 0 dBTP. (default: -1)",
      valueName: "dBTP"))
  var ceiling = Headroom.defaultCeilingDBTP

  func validate() throws {
    if single, threshold != nil {
      throw ValidationError("--single never blends, so it does not go with --threshold.")
    }
    do {
      _ = try settings()
    } catch {
      throw ValidationError(FailureReport(error).sentence.sentenceCased + ".")
    }
  }

  /// The settings that were asked for.
  func settings() throws(InvalidSettings) -> RecommendationSettings {
    single
      ? try .single(topK: topK, ceilingDBTP: ceiling)
      : try RecommendationSettings(
        confidenceThreshold: threshold ?? RecommendationSettings.defaultConfidenceThreshold,
        topK: topK, ceilingDBTP: ceiling)
  }
}
