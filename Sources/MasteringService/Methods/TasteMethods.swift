import Learning
import LearningFiles
import MasteringModel
import StrictJSON
import WireFormat

/// `taste.fold`: the taste that follows from events, and the weights it gives a ranking; stores
/// nothing.
struct FoldTaste: Method {
  static let name = "taste.fold"
  static let parameters: [CallParameter] = [.required("events"), .optional("ranking")]
  static let errors: [FailureCode] = []

  private let fold: TasteFold
  private let ranking: [(profileID: String, score: Double)]

  init(_ fields: ParameterFields) throws(FailureReport) {
    var fold = TasteFold()
    let events = try fields.required("events", try fields.objects("events"))
    for (index, event) in events.enumerated() {
      fold.append(
        try TasteEvent(
          try ParameterFields(
            event.members ?? [], at: "\(fields.pointer("events"))/\(index)",
            known: TasteEvent.parameters)))
    }
    self.fold = fold
    var ranking: [(profileID: String, score: Double)] = []
    for (index, profile) in (try fields.objects("ranking") ?? []).enumerated() {
      let member = try ParameterFields(
        profile.members ?? [], at: "\(fields.pointer("ranking"))/\(index)",
        known: [.required("profile_id"), .required("score")])
      let score = try member.required("score", try member.number("score"))
      guard score > 0, score <= 1 else {
        throw member.wrongType("score", expected: "a number above 0 and up to 1")
      }
      ranking.append((try member.required("profile_id", try member.text("profile_id")), score))
    }
    self.ranking = ranking
  }

  func answer(in session: CallerSession) -> Answer {
    let taste = fold.taste
    let weights = taste.weights(of: ranking)
    let members = zip(ranking, weights).map { profile, weight -> JSON in
      ["profile_id": .string(profile.profileID), "weight": .number(weight)]
    }
    return .now(.object((taste.payload.members ?? []) + [.init("weights", .array(members))]))
  }
}

/// `taste.show`: the taste that follows from the choices that the host keeps.
struct ShowTaste: Method {
  static let name = "taste.show"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = [.tasteUnavailable]

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    .now(try session.service.shownTaste())
  }
}

/// `taste.decide`: stores a decision about the recommendation for a fingerprint.
struct DecideTaste: Method {
  static let name = "taste.decide"
  static let parameters = TasteDecision.parameters
  static let errors: [FailureCode] = [
    .invalidFingerprint, .invalidThreshold, .invalidTopK, .tasteUnavailable,
  ]

  private let decision: TasteDecision

  init(_ fields: ParameterFields) throws(FailureReport) {
    decision = try TasteDecision(fields)
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    .now(try session.service.decide(decision))
  }
}

/// `taste.undo`: undoes an event, by default the last one that counts.
struct UndoTaste: Method {
  static let name = "taste.undo"
  static let parameters: [CallParameter] = [.optional("event")]
  static let errors: [FailureCode] = [.unknownEvent, .tasteUnavailable]

  private let event: String?

  init(_ fields: ParameterFields) throws(FailureReport) {
    event = try fields.text("event")
  }

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    .now(try session.service.undoChoice(event))
  }
}

/// `taste.reset`: makes all choices so far count no more.
struct ResetTaste: Method {
  static let name = "taste.reset"
  static let parameters: [CallParameter] = []
  static let errors: [FailureCode] = [.tasteUnavailable]

  init(_ fields: ParameterFields) {}

  func answer(in session: CallerSession) throws(FailureReport) -> Answer {
    .now(try session.service.resetChoices())
  }
}
