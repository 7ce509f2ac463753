public import MasteringModel

/// A profile that brings one's own music towards references, of which there are no originals: at home
/// where the own music is, changing what lies between the medians of the two.
///
/// The ranges are those of the own music, since a profile's ranges say what a track measures before it is
/// mastered (chapter 03); with those of the references it would fit only tracks that sound like them
/// already.
public struct ReferenceLesson: Sendable, Hashable {
  /// The profile; its confidence is 0, since nothing was tried.
  public let profile: Profile
  /// How far references lie from their median.
  public let spread: PredictedChange

  /// Learns from references and own music.
  ///
  /// - Throws: ``LearningFailure/noTracks`` where one of the two is empty.
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
    guard change != .none else { throw .nothingChanged(pairs: references.count) }
    spread = PredictedChange { column in
      references.map { $0[metrics[column] ?? .loudness] }.medianDeviation ?? 0
    }
    do throws(InvalidProfile) {
      profile = try Profile(
        id: names.id, name: names.name, version: names.version,
        description:
          "Brings \(own.count) tracks of one's own towards \(references.count) references, "
          + "median to median. There were no pairs, so how well it fits is not known.",
        detectionRules: try LearnedProfiles.rules(of: own, id: names.id),
        processingTargets: ProcessingTargets(change: change),
        training: TrainingSource(source: names.source, tracks: references.count), confidence: 0)
    } catch {
      throw .profile(error)
    }
  }
}
