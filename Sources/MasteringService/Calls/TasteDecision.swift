import Learning
import LearningFiles
import MasteringModel
import Recommending
public import StrictJSON
public import WireFormat

/// A decision about the recommendation for a fingerprint, as it was sent.
///
/// The ranking is not taken from the sender but computed again, so that what is stored is what was
/// recommended.
public struct TasteDecision: Sendable {
  private let verdict: String
  private let fingerprint: FingerprintFields
  private let settings: SettingsFields
  private let weights: [(profileID: String, weight: Double)]?
  private let strengths: Taste.Strengths?
  private let track: String

  /// The members of a decision.
  public static let parameters: [CallParameter] = [
    .required("decision"), .required("fingerprint"), .optional("weights"), .optional("strengths"),
    .optional("track"), .optional("confidence_threshold"), .optional("top_k"),
    .optional("weighting"), .optional("taste"),
  ]

  /// A decision from its members.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    verdict = try fields.required("decision", try fields.text("decision"))
    guard ["accepted", "adjusted", "rejected"].contains(verdict) else {
      throw fields.wrongType("decision", expected: "accepted, adjusted or rejected")
    }
    fingerprint = try FingerprintFields(
      try fields.required("fingerprint", try fields.object("fingerprint")),
      at: fields.pointer("fingerprint"))
    settings = try SettingsFields(fields)
    track = String((try fields.text("track") ?? "").prefix(200))
    strengths = try fields.object("strengths").map { members throws(FailureReport) in
      try Taste.Strengths(members, at: fields.pointer("strengths"))
    }
    weights = try fields.objects("weights").map { given throws(FailureReport) in
      var weights: [(profileID: String, weight: Double)] = []
      for (index, member) in given.enumerated() {
        let member = try ParameterFields(
          member.members ?? [], at: "\(fields.pointer("weights"))/\(index)",
          known: [.required("profile_id"), .required("weight")])
        let weight = try member.required("weight", try member.number("weight"))
        guard (0...1).contains(weight) else {
          throw member.wrongType("weight", expected: "a number from 0 to 1")
        }
        weights.append(
          (try member.required("profile_id", try member.text("profile_id")), weight))
      }
      return weights
    }
    if verdict != "adjusted", strengths != nil {
      throw .invalidParams(
        fields.pointer("strengths"), .conflict, expected: "none: only adjusted has strengths")
    }
    if verdict == "rejected", weights != nil {
      throw .invalidParams(
        fields.pointer("weights"), .conflict, expected: "none: rejected has no weights")
    }
    if verdict == "adjusted", weights == nil {
      throw .invalidParams(
        fields.pointer("weights"), .missing, expected: "the weights that were set")
    }
    if let weights, Set(weights.map(\.profileID)).count < weights.count {
      throw fields.wrongType("weights", expected: "each profile once")
    }
    if let weights, abs(weights.reduce(0) { $0 + $1.weight } - 1) > 1e-6 {
      throw fields.wrongType("weights", expected: "weights that sum to 1")
    }
  }

  /// The decision about the current recommendation.
  func decision(in service: RecommendationService) throws(FailureReport) -> TasteEvent.Decision {
    let settings = try settings.settings(service.defaults, taste: service.taste)
    let recommendation = service.profiles.current.recommendation(
      for: try fingerprint.fingerprint(), settings: settings)
    guard !recommendation.isFallback else {
      throw .invalidParams("/fingerprint", .conflict, expected: "a track that resembles a profile")
    }
    let most = TasteEvent.Decision.mostProfiles
    guard recommendation.ranking.count <= most else {
      throw .invalidParams(
        "/top_k", .conflict, expected: "a recommendation that ranks at most \(most) profiles")
    }
    let ranking = recommendation.ranking.map {
      TasteEvent.Ranked(profileID: $0.profile.id, score: $0.similarity.score)
    }
    let ids = ranking.map(\.profileID)
    if let stranger = weights?.firstIndex(where: { !ids.contains($0.profileID) }) {
      throw .invalidParams(
        "/weights/\(stranger)/profile_id", .conflict,
        expected: "one of \(ids.joined(separator: ", "))")
    }
    let shown = Self.weights(of: recommendation)
    let chosen = weights.map { weights in
      let given = ids.map { id in weights.first { $0.profileID == id }?.weight ?? 0 }
      // Each profile once, all of them ranked, and 1 in sum: so this is about 1.
      let total = given.reduce(0, +)
      return given.map { $0 / total }
    }
    let kept: TasteEvent.Verdict =
      switch verdict {
      case "rejected": .rejected
      case "adjusted": .adjusted(weights: chosen ?? shown, strengths: strengths)
      default: .accepted(weights: chosen ?? shown)
      }
    do throws(InvalidDecision) {
      return try TasteEvent.Decision(track: track, verdict: kept, ranking: ranking)
    } catch { throw .invalidParams("/weights", .wrongType, expected: error.expected) }
  }

  /// The weights that were shown: those of the blend, averaged over the three changes, otherwise
  /// the plain ones; for a single profile, 1.
  private static func weights(of recommendation: Recommendation) -> [Double] {
    if let blend = recommendation.blend {
      return blend.members.map {
        ($0.weights.loudness + $0.weights.crest + $0.weights.spectralCentroid) / 3
      }
    }
    if recommendation.isHybrid { return recommendation.weightedProfiles.map(\.weight) }
    return recommendation.ranking.indices.map { $0 == 0 ? 1 : 0 }
  }
}

extension RecommendationService {
  /// Stores a decision, and returns once it is on disk.
  public func decide(_ decision: TasteDecision) throws(FailureReport) -> JSON {
    let event = TasteEvent(
      id: EventID.fresh(), time: UTCTime.now, kind: .decision(try decision.decision(in: self)))
    return try changing { file throws(TasteFileFailure) in
      try file.append([event])
      return event.id
    }
  }

  /// Undoes an event, or the last one that counts.
  public func undoChoice(_ id: String?) throws(FailureReport) -> JSON {
    try changing { file throws(TasteFileFailure) in
      try file.undo(id) {
        TasteEvent(id: EventID.fresh(), time: UTCTime.now, kind: .undoing(eventID: $0))
      }
    }
  }

  /// Ignores all choices made so far.
  public func resetChoices() throws(FailureReport) -> JSON {
    let event = TasteEvent(id: EventID.fresh(), time: UTCTime.now, kind: .reset)
    return try changing { file throws(TasteFileFailure) in
      try file.append([event])
      return event.id
    }
  }

  /// The taste that follows from the choices so far.
  public func shownTaste() throws(FailureReport) -> JSON {
    guard let choices else { throw .noChoices }
    do throws(TasteFileFailure) {
      return Self.payload(try choices.taste(), followsTaste: followsTasteByItself)
    } catch { throw FailureReport(error) }
  }

  private func changing(
    _ body: (TasteFile) throws(TasteFileFailure) -> String?
  ) throws(FailureReport) -> JSON {
    guard let choices else { throw .noChoices }
    do throws(TasteFileFailure) {
      let event = try body(choices)
      let taste = Self.payload(try choices.taste(), followsTaste: followsTasteByItself)
      return .object(
        [.init("event", event.map { .string($0) } ?? .null)] + (taste.members ?? []))
    } catch { throw FailureReport(error) }
  }

  /// The payload states whose taste it is: all clients of a server share one.
  private static func payload(_ taste: Taste, followsTaste: Bool) -> JSON {
    .object(
      (taste.payload.members ?? []) + [
        .init("owner", .string("server")), .init("is_followed", .bool(followsTaste)),
      ])
  }

}
