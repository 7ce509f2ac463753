public import MasteringModel

/// The parameters `confidence_threshold`, `top_k`, `ceiling_dbtp`, `weighting` and `taste` as they were sent.
public struct SettingsFields: Sendable, Hashable {
  private let confidenceThreshold: Double?
  private let topK: Double?
  private let ceilingDBTP: Double?
  private let weighting: Weighting?
  private let followsTaste: Bool?

  /// The parameters, all of them optional.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for one of the wrong type, and for an unknown
  ///   weighting.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    confidenceThreshold = try fields.number("confidence_threshold")
    topK = try fields.wholeNumber("top_k")
    ceilingDBTP = try fields.number("ceiling_dbtp")
    followsTaste = try fields.bool("taste")
    weighting = try fields.text("weighting").map { text throws(FailureReport) in
      guard let weighting = Weighting(rawValue: text) else {
        let names = Weighting.allCases.map(\.rawValue).joined(separator: " or ")
        throw fields.wrongType("weighting", expected: names)
      }
      return weighting
    }
  }

  /// The settings that were sent.
  ///
  /// - Parameters:
  ///   - defaults: the values for parameters that were not sent.
  ///   - taste: the taste to follow if `taste` is true.
  /// - Throws: ``FailureCode/invalidThreshold``, ``FailureCode/invalidTopK``,
  ///   ``FailureCode/invalidCeiling``.
  public func settings(
    _ defaults: RecommendationSettings, taste: @autoclosure () -> Taste? = nil
  ) throws(FailureReport) -> RecommendationSettings {
    let count = topK ?? Double(defaults.topK)
    do throws(InvalidSettings) {
      let threshold = confidenceThreshold ?? defaults.confidenceThreshold
      // The threshold is checked first, so that the same one of several mistakes is always
      // reported.
      _ = try RecommendationSettings(confidenceThreshold: threshold)
      guard Self.isCount(count) else { throw .topK(0) }
      return try RecommendationSettings(
        confidenceThreshold: threshold, topK: Int(count),
        ceilingDBTP: ceilingDBTP ?? defaults.ceilingDBTP,
        weighting: weighting ?? defaults.weighting
      ).following(followsTaste.map { $0 ? taste() : nil } ?? defaults.taste)
    } catch .topK {
      throw .topKOutOfRange(count)
    } catch {
      throw FailureReport(error)
    }
  }

  private static func isCount(_ number: Double) -> Bool {
    number >= 1 && number <= Double(TrackID.largest)
  }
}
