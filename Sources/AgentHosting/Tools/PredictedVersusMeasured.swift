import MasteringModel
import MasteringService
import Recommending
import StrictJSON
import WireFormat

/// `predicted_vs_measured`: the change that a recommendation predicted for an original, beside the
/// change measured in a mastered version of it.
struct PredictedVersusMeasured: AgentTool {
  static let name = "predicted_vs_measured"
  static let parameters: [CallParameter] =
    [.required("original"), .required("mastered")] + FileFields.optionalParameters + [
      .optional("confidence_threshold"), .optional("top_k"), .optional("weighting"),
      .optional("taste"),
    ]

  private let pair: FilePair
  private let settings: SettingsFields

  init(_ fields: ParameterFields) throws(FailureReport) {
    pair = try FilePair(fields, "original", "mastered")
    settings = try SettingsFields(fields)
  }

  func run(in context: ToolContext) async throws(FailureReport) -> ToolOutcome {
    let server = context.server
    let settings = try settings.settings(server.service.defaults, taste: server.service.taste)
    let original = try await context.analysis(of: try pair.first.request(server.access))
    let mastered = try await context.analysis(of: try pair.second.request(server.access))
    let recommendation = server.service.profiles.current.recommendation(
      of: original, settings: settings)
    let predicted = recommendation.recommendedChange
    let (before, after) = (original.fingerprint, mastered.fingerprint)
    let dimensions: [(RenderingDimension, String, Double, Double)] = [
      (.loudness, "loudness_db", predicted.loudnessDB, after.loudnessDBFS - before.loudnessDBFS),
      (.crest, "crest_db", predicted.crestDB, after.crestDB - before.crestDB),
      (
        .centroid, "centroid_hz", predicted.centroidHz,
        after.spectralCentroidHz - before.spectralCentroidHz
      ),
    ]
    let members = dimensions.map { dimension, key, predicted, measured -> JSON.Member in
      .init(
        key,
        [
          "predicted": .number(predicted), "measured": .number(measured),
          "difference": .number(measured - predicted),
          "is_reached": .bool(abs(measured - predicted) <= dimension.tolerance),
        ])
    }
    let words = dimensions.map { dimension, _, predicted, measured in
      let (decimals, unit) = dimension == .centroid ? (1, "Hz") : (2, "dB")
      return "\(dimension.rawValue) \(measured.fixed(decimals, signed: true)) \(unit) of "
        + "\(predicted.fixed(decimals, signed: true)) \(unit)"
    }
    return ToolOutcome(
      structured: .object(
        [
          .init("primary_profile_id", .string(recommendation.primaryProfile.id)),
          .init("primary_profile_name", .string(recommendation.primaryProfile.name)),
        ] + members),
      text: "Measured of predicted: \(words.joined(separator: ", ")).")
  }
}
