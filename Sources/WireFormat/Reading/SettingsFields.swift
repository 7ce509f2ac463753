public import MasteringModel

/// The parameters `confidence_threshold` and `top_k` as they were sent.
public struct SettingsFields: Sendable, Hashable {
  private let confidenceThreshold: Double?
  private let topK: Double?

  /// The two parameters, both of which may be left out.
  ///
  /// - Throws: ``FailureCode/invalidParams`` for one of the wrong type.
  public init(_ fields: ParameterFields) throws(FailureReport) {
    confidenceThreshold = try fields.number("confidence_threshold")
    topK = try fields.wholeNumber("top_k")
  }

  /// The settings, the standard ones where nothing was sent.
  ///
  /// - Throws: ``FailureCode/invalidThreshold``, ``FailureCode/invalidTopK``.
  public func settings() throws(FailureReport) -> RecommendationSettings {
    let count = topK ?? Double(RecommendationSettings.defaultTopK)
    do throws(InvalidSettings) {
      let threshold = confidenceThreshold ?? RecommendationSettings.defaultConfidenceThreshold
      // The threshold comes first, so that of two mistakes the same one is always told.
      let settings = try RecommendationSettings(confidenceThreshold: threshold)
      guard let topK, Self.isCount(count) else {
        if topK == nil { return settings }
        throw .topK(0)
      }
      return try RecommendationSettings(confidenceThreshold: threshold, topK: Int(topK))
    } catch .confidenceThreshold(let value) {
      throw FailureReport(InvalidSettings.confidenceThreshold(value))
    } catch {
      throw .topKOutOfRange(count)
    }
  }

  private static func isCount(_ number: Double) -> Bool {
    number >= 1 && number <= Double(TrackID.largest)
  }
}
