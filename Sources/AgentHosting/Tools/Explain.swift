import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import WireFormat

/// `explain`: a recommendation with the scores that led to it.
struct Explain: AgentTool {
  static let name = "explain"
  static let parameters = RecommendTool.parameters

  private let question: RecommendationQuestion

  init(_ fields: ParameterFields) throws(FailureReport) {
    question = try RecommendationQuestion(fields)
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let recommendation = try await question.answer(in: context)
    let ranking =
      try await context.result(
        of: "ranking.rank",
        [
          .init("fingerprint", recommendation["fingerprint"] ?? .null),
          .init("top_k", recommendation["top_k"] ?? .null),
        ])["ranking"] ?? .array([])
    let scores = (ranking.elements ?? []).compactMap { entry -> String? in
      guard let name = entry["profile_name"]?.asString, let score = entry["score"]?.asDouble else {
        return nil
      }
      let dimensions = (entry["dimensions"]?.members ?? []).compactMap { member in
        member.value.asDouble.map {
          "\(member.key.replacing("_", with: " ")) \($0.percent)"
        }
      }
      let percent = ConfidenceLevel.percent(ofScore: score)
      return "\(name) is \(percent) similar (\(dimensions.joined(separator: ", ")))."
    }
    return ToolOutcome(
      structured: ["recommendation": recommendation, "ranking": ranking],
      text: ([RecommendTool.words(recommendation)] + scores).joined(separator: " "))
  }
}
