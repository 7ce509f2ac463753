public import Learning
public import MasteringModel
public import StrictJSON
public import WireFormat

extension TasteEvent {
  /// The event as in a line of a taste file or in a call (LRN-20).
  public var payload: JSON {
    var members: [JSON.Member] = [.init("id", .string(id)), .init("at", .string(time))]
    switch kind {
    case .reset: members.append(.init("kind", .string("reset")))
    case .undoing(let event):
      members += [.init("kind", .string("undone")), .init("event", .string(event))]
    case .decision(let decision): members += decision.members
    }
    return .object(members)
  }

  /// Reads an event.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for an invalid event: an unknown kind, a weight
  ///   outside 0…1, weights that do not sum to 1, more or fewer weights than profiles, a score that
  ///   is not above 0.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    let id = try fields.required("id", try fields.text("id"))
    guard TasteEvent.isID(id) else {
      throw fields.wrongType("id", expected: "1 to 64 letters, digits and hyphens")
    }
    let time = try fields.required("at", try fields.text("at"))
    let kind = try fields.required("kind", try fields.text("kind"))
    guard let own = Self.membersByKind[kind] else {
      throw fields.wrongType("kind", expected: "accepted, adjusted, rejected, undone or reset")
    }
    for name in ["event", "track", "ranking", "strengths"]
    where fields[name] != nil && !own.contains(name) {
      throw .invalidParams(
        fields.pointer(name), .unknown, expected: "a member that an event of this kind has")
    }
    switch kind {
    case "reset": self.init(id: id, time: time, kind: .reset)
    case "undone":
      self.init(
        id: id, time: time,
        kind: .undoing(eventID: try fields.required("event", try fields.text("event"))))
    default:
      self.init(id: id, time: time, kind: .decision(try Decision(kind, fields)))
    }
  }

  /// What an event of each kind may have beside its id, its time and its kind.
  private static let membersByKind: [String: [String]] = [
    "accepted": ["track", "ranking"], "adjusted": ["track", "ranking", "strengths"],
    "rejected": ["track", "ranking"], "undone": ["event"], "reset": [],
  ]

  /// The members that an event may have.
  public static let parameters: [CallParameter] = [
    .required("id"), .required("at"), .required("kind"), .optional("event"), .optional("track"),
    .optional("ranking"), .optional("strengths"),
  ]
}

extension TasteEvent.Decision {
  fileprivate var members: [JSON.Member] {
    var weights: [Double]?
    var strengths: Taste.Strengths?
    let kind: String
    switch verdict {
    case .accepted(let given): (kind, weights) = ("accepted", given)
    case .adjusted(let given, let wanted): (kind, weights, strengths) = ("adjusted", given, wanted)
    case .rejected: kind = "rejected"
    }
    var members: [JSON.Member] = [
      .init("kind", .string(kind)), .init("track", .string(track)),
      .init(
        "ranking",
        .array(
          ranking.enumerated().map { index, profile in
            var members: [JSON.Member] = [
              .init("profile_id", .string(profile.profileID)),
              .init("score", .number(profile.score)),
            ]
            if let weights { members.append(.init("weight", .number(weights[index]))) }
            return .object(members)
          })),
    ]
    if let strengths { members.append(.init("strengths", strengths.payload)) }
    return members
  }

  init(_ kind: String, _ fields: ParameterFields) throws(FailureReport) {
    let isRejected = kind == "rejected"
    var ranking: [TasteEvent.Ranked] = []
    var weights: [Double] = []
    let given = try fields.required("ranking", try fields.objects("ranking"))
    guard (1...Self.mostProfiles).contains(given.count) else {
      throw fields.wrongType("ranking", expected: "1 to \(Self.mostProfiles) profiles")
    }
    for (index, profile) in given.enumerated() {
      let place = "\(fields.pointer("ranking"))/\(index)"
      let member = try ParameterFields(
        profile.members ?? [], at: place,
        known: [.required("profile_id"), .required("score")]
          + (isRejected ? [] : [.required("weight")]))
      let score = try member.required("score", try member.number("score"))
      guard TasteEvent.Ranked.isScore(score) else {
        throw member.wrongType("score", expected: "a number above 0 and up to 1")
      }
      ranking.append(
        TasteEvent.Ranked(
          profileID: try member.required("profile_id", try member.text("profile_id")), score: score)
      )
      guard !isRejected else { continue }
      let weight = try member.required("weight", try member.number("weight"))
      guard (0...1).contains(weight) else {
        throw member.wrongType("weight", expected: "a number from 0 to 1")
      }
      weights.append(weight)
    }
    let strengths = try fields.object("strengths").map { members throws(FailureReport) in
      try Taste.Strengths(members, at: fields.pointer("strengths"))
    }
    let verdict: TasteEvent.Verdict =
      switch kind {
      case "rejected": .rejected
      case "accepted": .accepted(weights: weights)
      default: .adjusted(weights: weights, strengths: strengths)
      }
    let track = try fields.text("track") ?? ""
    do throws(InvalidDecision) {
      try self.init(track: track, verdict: verdict, ranking: ranking)
    } catch {
      throw fields.wrongType("ranking", expected: error.expected)
    }
  }
}

extension Taste.Strengths {
  /// The strengths that were sent, each 0…2.
  public init(_ members: [JSON.Member], at place: String) throws(FailureReport) {
    let fields = try ParameterFields(
      members, at: place,
      known: [.required("loudness"), .required("crest"), .required("spectral_centroid")])
    let strength = { (name: String) throws(FailureReport) -> Double in
      let value = try fields.required(name, try fields.number(name))
      guard Self.range.contains(value) else {
        throw fields.wrongType(name, expected: "a number from 0 to 2")
      }
      return value
    }
    self.init(
      loudness: try strength("loudness"), crest: try strength("crest"),
      spectralCentroid: try strength("spectral_centroid"))
  }
}

extension Taste {
  /// The taste for programs: leanings with their factors, strengths, and the number of decisions.
  public var payload: JSON {
    [
      "decisions": .integer(decisions),
      "leanings": .array(
        leanings.map {
          ["profile_id": .string($0.profileID), "leaning": .number($0.amount)]
        }), "strengths": strengths.payload,
    ]
  }
}
