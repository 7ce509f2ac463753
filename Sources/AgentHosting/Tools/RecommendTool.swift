import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import WireFormat

/// `recommend`: the recommendation for a file or a fingerprint, also with other settings or with a blend of
/// the caller's.
struct RecommendTool: AgentTool {
  static let name = "recommend"
  static let parameters: [CallParameter] =
    [.optional("path"), .optional("fingerprint")] + FileFields.optionalParameters + [
      .optional("confidence_threshold"), .optional("top_k"), .optional("ceiling_dbtp"),
      .optional("weighting"), .optional("taste"), .optional("blend"),
    ]

  private let question: RecommendationQuestion

  init(_ fields: ParameterFields) throws(FailureReport) {
    question = try RecommendationQuestion(fields)
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let result = try await question.answer(in: context)
    return ToolOutcome(structured: result, text: Self.words(result))
  }

  /// A recommendation's payload in a few words.
  static func words(_ payload: JSON) -> String {
    let blend = payload["blend"]
    let changes = blend ?? payload
    func change(_ key: String, _ decimals: Int, _ unit: String) -> String {
      "\(changes[key]?.asDouble?.fixed(decimals, signed: true) ?? "?") \(unit)"
    }
    let name = payload["primary_profile_name"]?.asString ?? "?"
    let confidence =
      payload["confidence_score"]?.asDouble.map(ConfidenceLevel.percent(ofScore:)) ?? "?"
    let members = parts(payload)
    let what = members.isEmpty ? name : "a blend of \(members.joined(separator: ", "))"
    let notes = [
      payload["reasoning"]?.asString, blend?["taste"]?["explanation"]?.asString,
    ].compactMap(\.self)
    return "\(what) (confidence \(confidence)): loudness "
      + "\(change("predicted_loudness_change", 2, "dB")), crest factor "
      + "\(change("predicted_crest_change", 2, "dB")), brightness "
      + "\(change("predicted_centroid_change", 1, "Hz")). \(notes.joined(separator: " "))"
  }

  /// The members of a blend, each with its weight, or with its three.
  private static func parts(_ payload: JSON) -> [String] {
    guard let members = payload["blend"]?["members"]?.elements else {
      return (payload["weighted_profiles"]?.elements ?? []).compactMap { member in
        guard let name = member["profile_name"]?.asString,
          let weight = member["weight"]?.asDouble
        else { return nil }
        return "\(weight.percent) \(name)"
      }
    }
    return members.compactMap { member in
      guard let name = member["profile_name"]?.asString else { return nil }
      let weights = ["loudness", "crest", "spectral_centroid"].compactMap {
        member["weights"]?[$0]?.asDouble
      }
      let parts = Set(weights).count == 1 ? Array(weights.prefix(1)) : weights
      return "\(parts.map(\.percent).joined(separator: "/")) \(name)"
    }
  }
}

/// What `recommend` and `explain` ask.
struct RecommendationQuestion: Sendable {
  private let fields: [JSON.Member]
  private let blend: StatedBlend?

  init(_ fields: ParameterFields) throws(FailureReport) {
    blend = try StatedBlend(fields)
    if let blend, blend.members.count < 2 {
      throw fields.wrongType("blend", expected: "two or more profiles, each once")
    }
    self.fields = fields.members.filter { $0.key != "blend" }
  }

  /// The payload of chapter 05. The caller's blend replaces the one that the settings make.
  func answer(in context: ToolContext) async throws(FailureReport) -> JSON {
    let result = try await context.result(of: "recommendation.weighted", fields)
    guard let blend else { return result }
    let manual = try context.server.service.blend(blend).get()
    return .object(
      (result.members ?? []).filter { $0.key != "blend" } + [.init("blend", manual.payload)])
  }
}
