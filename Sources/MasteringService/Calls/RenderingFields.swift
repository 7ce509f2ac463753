import LearningFiles
package import MasteringModel
package import WireFormat
import StrictJSON

/// The parameters that describe the wanted rendering, for JSON-RPC and HTTP.
package struct RenderingFields: Sendable {
  private let settings: SettingsFields
  private let asks: [RenderingDimension: Double]?
  private let blend: StatedBlend?
  private let strengths: Taste.Strengths
  private let percent: [RenderingDimension: Double]
  private let intensity: Double
  private let policy: RenderingPolicy
  private let ceilingDBTP: Double?
  private let resolution: SampleResolution

  /// Those that both interfaces accept.
  package static let sharedParameters: [CallParameter] = [
    .optional("confidence_threshold"), .optional("top_k"), .optional("weighting"),
    .optional("taste"), .optional("profile_id"), .optional("blend"), .optional("strengths"),
    .optional("intensity_percent"), .optional("loudness_percent"),
    .optional("crest_percent"), .optional("brightness_percent"), .optional("policy"),
    .optional("ceiling_dbtp"), .optional("bits"),
  ]

  /// Those of JSON-RPC, which can also state the changes.
  package static let parameters = [.optional("asks")] + sharedParameters

  /// The typed errors that they can cause.
  package static let errors: [FailureCode] = [
    .invalidThreshold, .invalidTopK, .invalidRendering, .unknownProfile,
  ]

  private static let percentNames: [(RenderingDimension, String)] = [
    (.loudness, "loudness_percent"), (.crest, "crest_percent"), (.centroid, "brightness_percent"),
  ]

  /// The parameters, all of them optional.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for one of the wrong type, and for conflicting ways to
  ///   state the changes.
  package init(_ fields: ParameterFields) throws(FailureReport) {
    settings = try SettingsFields(fields.without("ceiling_dbtp"))
    let sources = ["asks", "profile_id", "blend"].filter { fields[$0] != nil }
    guard sources.count <= 1 else {
      throw .invalidParams(
        fields.path, .conflict, expected: "one of \(sources.joined(separator: " and "))")
    }
    asks = try Self.asks(fields)
    if let id = try fields.text("profile_id") {
      blend = StatedBlend(profileID: id)
    } else {
      blend = try StatedBlend(fields)
    }
    strengths = try Self.strengths(fields)
    intensity = try fields.number("intensity_percent") ?? 100
    var percent: [RenderingDimension: Double] = [:]
    for (dimension, name) in Self.percentNames { percent[dimension] = try fields.number(name) }
    self.percent = percent
    policy = try Self.policy(fields)
    ceilingDBTP = try fields.number("ceiling_dbtp")
    resolution = try Self.resolution(fields)
  }

  /// The wanted rendering.
  ///
  /// - Parameters:
  ///   - defaults: the values for parameters that were not sent.
  ///   - taste: followed if `taste` is true.
  /// - Throws: ``FailureCode/invalidThreshold``, ``FailureCode/invalidTopK``,
  ///   ``FailureCode/invalidRendering``.
  package func wish(
    _ defaults: RecommendationSettings, taste: @autoclosure () -> Taste? = nil
  ) throws(FailureReport) -> RenderingWish {
    let settings = try settings.settings(defaults, taste: taste())
    var percent: [RenderingDimension: Double] = [:]
    try Self.requirePercent(intensity, "intensity_percent")
    for (dimension, name) in Self.percentNames {
      let value = self.percent[dimension] ?? 100
      try Self.requirePercent(value, name)
      percent[dimension] = intensity * value / 100 * strengths[dimension]
    }
    let ceiling = try ceiling(defaults)
    return RenderingWish(
      changes: try changes(settings), percent: percent, policy: policy, ceiling: ceiling,
      resolution: resolution)
  }

  private func changes(_ settings: RecommendationSettings) throws(FailureReport)
    -> RenderingWish.Changes
  {
    if let blend { return .blend(blend) }
    guard let asks else { return .recommendation(settings) }
    do throws(InvalidRenderingAsk) {
      return .asks(
        try RenderingAsks(
          loudnessChangeDB: asks[.loudness] ?? 0, crestChangeDB: asks[.crest] ?? 0,
          centroidChangeHz: asks[.centroid] ?? 0))
    } catch {
      throw FailureReport(error)
    }
  }

  /// The ceiling from the request, or that of the settings file if it is within the range for
  /// renderings.
  private func ceiling(
    _ defaults: RecommendationSettings
  ) throws(FailureReport) -> TruePeakCeiling {
    guard let ceilingDBTP else {
      return (try? TruePeakCeiling(dBTP: defaults.ceilingDBTP)) ?? .standard
    }
    do { return try TruePeakCeiling(dBTP: ceilingDBTP) } catch { throw FailureReport(error) }
  }

  /// How strong each change is wanted (LRN-54).
  private static func strengths(
    _ fields: ParameterFields
  ) throws(FailureReport) -> Taste.Strengths {
    guard let members = try fields.object("strengths") else { return .plain }
    return try Taste.Strengths(members, at: fields.pointer("strengths"))
  }

  private static func requirePercent(_ value: Double, _ name: String) throws(FailureReport) {
    guard value >= 0, value <= 150 else {
      throw FailureReport.invalidPercent(value, field: name)
    }
  }

  private static func asks(
    _ fields: ParameterFields
  ) throws(FailureReport) -> [RenderingDimension: Double]? {
    guard let members = try fields.object("asks") else { return nil }
    let asks = try ParameterFields(
      members, at: fields.pointer("asks"),
      known: RenderingDimension.allCases.map { .optional($0.askName) })
    var values: [RenderingDimension: Double] = [:]
    for dimension in RenderingDimension.allCases {
      values[dimension] = try asks.number(dimension.askName)
    }
    return values
  }

  private static func policy(_ fields: ParameterFields) throws(FailureReport) -> RenderingPolicy {
    guard let name = try fields.text("policy") else { return .level }
    guard let policy = RenderingPolicy(rawValue: name) else {
      throw fields.wrongType("policy", expected: "level, crest or free")
    }
    return policy
  }

  static func resolution(
    _ fields: ParameterFields
  ) throws(FailureReport) -> SampleResolution {
    switch try fields.text("bits") {
    case nil, "24": return .integer24
    case "16": return .integer16
    case "32f": return .float32
    default: throw fields.wrongType("bits", expected: "16, 24 or 32f")
    }
  }
}

extension ParameterFields {
  /// The fields except one, which has another meaning here.
  fileprivate func without(_ name: String) throws(FailureReport) -> ParameterFields {
    let rest = members.filter { $0.key != name }
    return try ParameterFields(rest, at: path, known: rest.map { .optional($0.key) })
  }
}

extension Taste.Strengths {
  /// That of a change.
  fileprivate subscript(dimension: RenderingDimension) -> Double {
    switch dimension {
    case .loudness: loudness
    case .crest: crest
    case .centroid: spectralCentroid
    }
  }
}
