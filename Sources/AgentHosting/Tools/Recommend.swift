import MasteringModel
import MasteringService
import StrictJSON
import WireFormat

/// `recommend`: the recommendation for a file or a fingerprint.
struct Recommend: AgentTool {
  static let name = "recommend"
  static let parameters: [CallParameter] =
    [.optional("path"), .optional("fingerprint")] + FileFields.optionalParameters + [
      .optional("confidence_threshold"), .optional("top_k"), .optional("ceiling_dbtp"),
    ]

  private let fields: ParameterFields

  init(_ fields: ParameterFields) { self.fields = fields }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let result = try await context.result(of: "recommendation.weighted", fields.members)
    return ToolOutcome(structured: result, text: Self.words(result))
  }

  /// A recommendation's payload in a few words.
  static func words(_ payload: JSON) -> String {
    func change(_ key: String, _ decimals: Int, _ unit: String) -> String {
      "\(payload[key]?.asDouble?.fixed(decimals, signed: true) ?? "?") \(unit)"
    }
    let name = payload["primary_profile_name"]?.asString ?? "?"
    let confidence = payload["confidence_score"]?.asDouble?.percent ?? "?"
    let members = (payload["weighted_profiles"]?.elements ?? []).compactMap { member -> String? in
      guard let name = member["profile_name"]?.asString, let weight = member["weight"]?.asDouble
      else { return nil }
      return "\(weight.percent) \(name)"
    }
    let what = members.isEmpty ? name : "a blend of \(members.joined(separator: ", "))"
    return "\(what) (confidence \(confidence)): loudness "
      + "\(change("predicted_loudness_change", 2, "dB")), crest factor "
      + "\(change("predicted_crest_change", 2, "dB")), brightness "
      + "\(change("predicted_centroid_change", 1, "Hz")). \(payload["reasoning"]?.asString ?? "")"
  }
}
