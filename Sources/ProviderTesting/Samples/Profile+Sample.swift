public import MasteringModel

extension Profile {
  /// A profile whose ranges are centred on `Fingerprint.sample()`; mention only what matters.
  ///
  /// Traps on values that a profile refuses.
  public static func sample(
    id: String = "sample-v1", name: String = "Sample", version: String = "1.0",
    description: String = "Leaves a well-made master alone.",
    detectionRules: DetectionRules = .sample(),
    processingTargets: ProcessingTargets = .sample(),
    training: TrainingSource = TrainingSource(source: "Nobody - Nothing (2000)", tracks: 1),
    confidence: Double = 0.8, releaseType: String? = nil, genreHint: String? = nil,
    eraEstimate: Int? = nil
  ) -> Profile {
    valid("profile") { () throws(InvalidProfile) in
      try Profile(
        id: id, name: name, version: .sample(version), description: description,
        detectionRules: detectionRules, processingTargets: processingTargets, training: training,
        confidence: confidence, releaseType: releaseType, genreHint: genreHint,
        eraEstimate: eraEstimate)
    }
  }
}

extension ProfileVersion {
  /// The version in the text; traps if it is not a version.
  public static func sample(_ text: String = "1.0") -> ProfileVersion {
    guard let version = ProfileVersion(text) else {
      preconditionFailure("\(text) is not a version")
    }
    return version
  }
}

extension MetricRange {
  /// The range between the bounds; traps if they are inverted or not finite.
  public static func sample(_ lowerBound: Double, _ upperBound: Double) -> MetricRange {
    valid("range") { () throws(InvalidMetricRange) in try MetricRange(lowerBound, upperBound) }
  }
}

extension DetectionRules {
  /// Rules centred on `Fingerprint.sample()`, without one for brightness.
  ///
  /// Ranges are written `-16 ... -12`.
  public static func sample(
    loudnessDBFS: ClosedRange<Double> = -16 ... -12, crestDB: ClosedRange<Double> = 11...15,
    zeroCrossingRate: ClosedRange<Double> = 0.06...0.09,
    spectralCentroidHz: ClosedRange<Double>? = nil
  ) -> DetectionRules {
    DetectionRules(
      loudnessDBFS: .sample(loudnessDBFS.lowerBound, loudnessDBFS.upperBound),
      crestDB: .sample(crestDB.lowerBound, crestDB.upperBound),
      zeroCrossingRate: .sample(zeroCrossingRate.lowerBound, zeroCrossingRate.upperBound),
      spectralCentroidHz: spectralCentroidHz.map { .sample($0.lowerBound, $0.upperBound) })
  }
}

extension ProcessingTargets {
  /// Targets of a small change; mention only what matters.
  public static func sample(
    loudnessChangeDB: Double = -1, crestChangeDB: Double = 0.5, centroidChangeHz: Double = 100,
    targetLoudnessDBFS: Double? = nil
  ) -> ProcessingTargets {
    ProcessingTargets(
      change: PredictedChange(
        loudnessDB: loudnessChangeDB, crestDB: crestChangeDB, centroidHz: centroidChangeHz),
      targetLoudnessDBFS: targetLoudnessDBFS)
  }
}

extension ProfileCatalogue {
  /// A catalogue of these profiles, in this order; traps if there is none or an id occurs twice.
  public static func sample(_ profiles: [Profile] = [.sample()]) -> ProfileCatalogue {
    valid("catalogue") { () throws(InvalidCatalogue) in try ProfileCatalogue(profiles) }
  }
}
