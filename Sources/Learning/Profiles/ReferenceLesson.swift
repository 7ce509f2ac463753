public import MasteringModel

/// A profile that brings your own music towards references without originals: its ranges fit your
/// music, and its targets are the differences between the medians of the two.
///
/// The ranges are those of your music, because a profile's ranges describe a track before mastering
/// (chapter 03); with those of the references, it would fit only tracks that already sound like
/// them.
public struct ReferenceLesson: Sendable, Hashable {
  /// The profile; its confidence is 0, because it was not tested.
  public let profile: Profile
  /// The median deviation of the references.
  public let spread: PredictedChange

  /// Learns from references and your own music.
  ///
  /// - Throws: ``LearningFailure/noTracks`` if one of the two is empty, ``LearningFailure/alike`` if their
  ///   medians are equal.
  public init(
    references: [Fingerprint], own: [Fingerprint], _ names: LearningNames
  ) throws(LearningFailure) {
    guard !references.isEmpty, !own.isEmpty else { throw .noTracks }
    let median = { (tracks: [Fingerprint], metric: FingerprintMetric) -> Double in
      tracks.map { $0[metric] }.median ?? 0
    }
    let metrics: [ChangeColumn: FingerprintMetric] = [
      .loudness: .loudness, .crest: .crest, .spectralCentroid: .spectralCentroid,
    ]
    let change = PredictedChange { column in
      let metric = metrics[column] ?? .loudness
      return median(references, metric) - median(own, metric)
    }
    guard change != .none else { throw .alike }
    spread = PredictedChange { column in
      references.map { $0[metrics[column] ?? .loudness] }.medianDeviation ?? 0
    }
    do throws(InvalidProfile) {
      profile = try Profile(
        id: names.id, name: names.name, version: names.version,
        description:
          "From \(own.count == 1 ? "1 track" : "\(own.count) tracks") of yours to "
          + "\(references.count == 1 ? "1 reference" : "\(references.count) references"), median to median. "
          + "Without pairs, its accuracy is unknown.",
        detectionRules: try LearnedProfiles.rules(of: own, id: names.id),
        processingTargets: ProcessingTargets(change: change),
        training: TrainingSource(source: names.source, tracks: references.count), confidence: 0)
    } catch {
      throw .profile(error)
    }
  }
}
