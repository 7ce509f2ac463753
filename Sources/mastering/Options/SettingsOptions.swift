internal import ArgumentParser
internal import MasteringModel
internal import WireFormat

/// How a recommendation is wanted.
struct SettingsOptions: ParsableArguments {
  @Option(
    help:
      "Recommend a single profile at or above this confidence (0 to 1), a blend below it. (default: 0.4)"
  )
  var threshold: Double?

  @Option(name: .customLong("top-k"), help: "Rank this many profiles, and blend at most as many.")
  var topK = RecommendationSettings.defaultTopK

  @Flag(help: "Never blend: recommend the best profile alone, however low its confidence.")
  var single = false

  @Option(
    help: ArgumentHelp(
      "Keep the true peak of the mastered track at or below this level, -60 to 0.",
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
