import Concurrency
import Learning
package import LearningFiles
import MasteringModel
import ProfileCatalog
package import StrictJSON
package import WireFormat
import YAMLCatalog

/// What to learn from: pairs of tracks before and after mastering, as fingerprints or as two
/// folders; or references and one's own music.
package struct LearningCall: Sendable {
  /// The parameters that name folders, and those that name the profiles.
  package static let folderParameters: [CallParameter] = [
    .optional("before"), .optional("after"), .optional("references"), .optional("own"),
    .optional("profile_id"), .optional("name"), .optional("source"),
    .optional("max_duration_seconds"),
  ]

  /// The typed errors that it can cause.
  static let errors: [FailureCode] = [
    .invalidFingerprint, .invalidWindow, .invalidProfile, .nothingToLearn, .fileNotFound,
    .fileUnreadable, .pathNotAllowed, .cancelled,
  ]

  private enum Material: Sendable {
    case pairs([(name: String, before: FingerprintFields, after: FingerprintFields)])
    case folders(before: String, after: String)
    case references(String, own: String)
  }

  private let material: Material
  private let names: LearningNames
  private let window: AnalysisWindow

  /// The parameters.
  ///
  /// - Throws: ``FailureCode/invalidParams``, ``FailureCode/invalidWindow``, and
  ///   ``FailureCode/invalidProfile`` for a name or an id that no profile can have.
  package init(_ fields: ParameterFields) throws(FailureReport) {
    material = try Self.material(fields)
    let name = try fields.text("name") ?? "Learned"
    guard let version = ProfileVersion("1.0") else {
      preconditionFailure("A version that stands here is one")
    }
    let id = try fields.text("profile_id") ?? LearningNames.identifier(from: name)
    let source = try fields.text("source") ?? "Pairs of tracks before and after mastering"
    do throws(InvalidProfile) {
      names = try LearningNames(id: id, name: name, source: source, version: version)
    } catch { throw FailureReport(error) }
    window = try WindowField(fields).window()
  }

  private static func material(_ fields: ParameterFields) throws(FailureReport) -> Material {
    let pairs = try fields.objects("pairs")
    let folders = (try fields.text("before"), try fields.text("after"))
    let taught = (try fields.text("references"), try fields.text("own"))
    switch (pairs, folders, taught) {
    case (let pairs?, (nil, nil), (nil, nil)): return .pairs(try Self.pairs(pairs, fields))
    case (nil, (let before?, let after?), (nil, nil)):
      return .folders(before: before, after: after)
    case (nil, (nil, nil), (let references?, let own?)): return .references(references, own: own)
    default:
      throw .invalidParams(
        fields.path, .conflict,
        expected: "either pairs, or before and after, or references and own")
    }
  }

  private static func pairs(
    _ pairs: [JSON], _ fields: ParameterFields
  ) throws(FailureReport) -> [(name: String, before: FingerprintFields, after: FingerprintFields)] {
    var read: [(name: String, before: FingerprintFields, after: FingerprintFields)] = []
    for (index, pair) in pairs.enumerated() {
      let place = "\(fields.pointer("pairs"))/\(index)"
      let members = try ParameterFields(
        pair.members ?? [], at: place,
        known: [.required("before"), .required("after"), .optional("name")])
      read.append(
        (
          try members.text("name") ?? "\(index + 1)",
          try FingerprintFields(
            try members.required("before", try members.object("before")), at: "\(place)/before"),
          try FingerprintFields(
            try members.required("after", try members.object("after")), at: "\(place)/after")
        ))
    }
    return read
  }

  /// Prepares the lesson; call the result to learn.
  ///
  /// - Parameter progress: called after each track or pair that was measured.
  /// - Throws: what can be found without measuring: an invalid fingerprint, or a path that is not
  ///   allowed.
  package func lesson(
    by service: RecommendationService, progress: @escaping @Sendable (StudyProgress) -> Void
  ) throws(FailureReport) -> @Sendable () async -> Result<JSON, FailureReport> {
    let names = names
    switch material {
    case .pairs(let fields):
      var pairs: [TrackPair] = []
      for field in fields {
        let pair = TrackPair(
          name: field.name, before: try field.before.fingerprint(),
          after: try field.after.fingerprint())
        try Self.requirePossible([pair.before, pair.after])
        pairs.append(pair)
      }
      let silent = pairs.filter(\.isSilent).map { RefusedPair(name: $0.name, why: .silence) }
      let study = StudiedPairs(
        pairs: pairs.filter { !$0.isSilent }, refused: silent, unmatchedBefore: [],
        unmatchedAfter: [])
      return { await Self.lesson(of: study, names, service.defaults) }
    case .folders(let before, let after):
      let folders = (
        try service.access.path(forFolder: before), try service.access.path(forFolder: after)
      )
      let study = study(by: service, progress)
      return {
        do throws(StudyFailure) {
          let studied = try await study.pairs(before: folders.0, after: folders.1)
          return await Self.lesson(of: studied, names, service.defaults)
        } catch { return .failure(FailureReport(error)) }
      }
    case .references(let references, let own):
      let folders = (
        try service.access.path(forFolder: references), try service.access.path(forFolder: own)
      )
      let study = study(by: service, progress)
      return {
        do throws(StudyFailure) {
          try PairStudy.requireTwo(folders.0, folders.1)
          let taught = try await study.tracks(in: folders.0)
          let mine = try await study.tracks(in: folders.1)
          return Self.lesson(
            references: taught.fingerprints, own: mine.fingerprints,
            refused: taught.refused + mine.refused, names)
        } catch { return .failure(FailureReport(error)) }
      }
    }
  }

  /// Refuses what no track measures, because means and differences of it could be infinite (LRN-43).
  private static func requirePossible(_ fingerprints: [Fingerprint]) throws(FailureReport) {
    for fingerprint in fingerprints {
      for metric in FingerprintMetric.allCases where abs(fingerprint[metric]) > largestMetric {
        throw FailureReport.impossibleMetric(metric, value: fingerprint[metric])
      }
    }
  }

  /// Far above what a track can measure, in any unit.
  private static let largestMetric = 1e9

  private func study(
    by service: RecommendationService, _ progress: @escaping @Sendable (StudyProgress) -> Void
  ) -> PairStudy {
    let window = window
    let follow: PairStudy.Follow = { request in
      await service.loudness(
        for: AnalysisRequest(path: request.path, window: window),
        LoudnessWishes(measuresTruePeak: false, keepsHistory: true))
    }
    return PairStudy(
      measure: { await service.analysis(for: $0) }, follow: service.hasLoudness ? follow : nil,
      tags: service.tags, window: window, jobs: service.filesAtATime, progress: progress)
  }

  // MARK: Answers

  private static let executor = BackgroundExecutor()

  /// Hundreds of pairs take seconds, which must not hold up other calls.
  private static func lesson(
    of study: StudiedPairs, _ names: LearningNames, _ settings: RecommendationSettings
  ) async -> Result<JSON, FailureReport> {
    await withTaskExecutorPreference(executor) {
      do throws(LearningFailure) {
        let lesson = try PairLesson(
          from: study.pairs, names, builtIn: BuiltInProfiles.catalogue, settings: settings)
        return .success(
          with(lesson.payload(of: study), yaml: ProfileYAML.text(of: lesson.learned.profiles)))
      } catch { return .failure(FailureReport(error, of: study)) }
    }
  }

  private static func lesson(
    references: [Fingerprint], own: [Fingerprint], refused: [RefusedPair], _ names: LearningNames
  ) -> Result<JSON, FailureReport> {
    do throws(LearningFailure) {
      let lesson = try ReferenceLesson(references: references, own: own, names)
      return .success(
        with(
          lesson.payload(references: references.count, own: own.count, refused: refused),
          yaml: ProfileYAML.text(of: [lesson.profile])))
    } catch { return .failure(FailureReport(error)) }
  }

  private static func with(_ report: JSON, yaml: String) -> JSON {
    .object((report.members ?? []) + [.init("yaml", .string(yaml))])
  }
}
