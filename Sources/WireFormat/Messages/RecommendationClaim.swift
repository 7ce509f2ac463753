public import MasteringModel
public import StrictJSON

/// A recommendation payload that came in and whose members fit each other.
///
/// The payload names profiles without holding them, so that it cannot become a `Recommendation`
/// again; this is what can be said of it.
public struct RecommendationClaim: Sendable, Hashable {
  /// The track it is for.
  public let trackID: Int
  /// How it was wanted.
  public let settings: RecommendationSettings

  /// Checks a payload.
  ///
  /// - Throws: ``FailureCode/invalidMessage`` for the first member that is missing, of another type or
  ///   outside its range, or else for members that contradict each other; the pointer begins at the
  ///   payload.
  public init(payload: JSON) throws(FailureReport) {
    try self.init(try WireMessageFields(payload, at: ""))
  }

  init(_ payload: WireMessageFields) throws(FailureReport) {
    trackID = try payload.wholeNumber("track_id", from: 0)
    let primary = try payload.text("primary_profile_id")
    _ = try payload.text("primary_profile_name")
    let confidence = try payload.number("confidence_score", in: 0...1)
    for key in [
      "predicted_loudness_change", "predicted_crest_change", "predicted_centroid_change",
    ] { _ = try payload.number(key) }
    let blend = try Blend(try payload.objects("weighted_profiles"))
    for alternative in try payload.objects("alternative_profiles") {
      _ = try alternative.text("profile_id")
      _ = try alternative.text("profile_name")
    }
    _ = try payload.text("reasoning")
    let isHybrid = try payload.bool("is_hybrid")
    let isFallback = try payload.bool("is_fallback")
    let threshold = try payload.number("confidence_threshold", in: 0...1)
    let topK = try payload.wholeNumber("top_k", from: 1)
    let metrics = try payload.object("fingerprint")
    for metric in FingerprintMetric.allCases { _ = try metrics.number(metric.rawValue) }

    try blend.check(payload, isHybrid: isHybrid)
    if isHybrid, blend.firstID != primary {
      throw payload.refusal(
        "primary_profile_id", .inconsistent, "is not the first of the weighted profiles")
    }
    if isHybrid, confidence >= threshold {
      throw payload.refusal(
        "is_hybrid", .inconsistent, "is true with a confidence that reaches the threshold")
    }
    if isFallback, isHybrid {
      throw payload.refusal("is_fallback", .inconsistent, "is true for a hybrid")
    }
    if isFallback, confidence != 0 {
      throw payload.refusal("is_fallback", .inconsistent, "is true with a confidence above 0")
    }
    do {
      settings = try RecommendationSettings(confidenceThreshold: threshold, topK: topK)
    } catch {
      throw FailureReport(error)
    }
  }

  /// The weighted profiles of a payload.
  private struct Blend {
    private var weights: [Double] = []
    private(set) var firstID: String?

    init(_ profiles: [WireMessageFields]) throws(FailureReport) {
      for profile in profiles {
        let id = try profile.text("profile_id")
        if firstID == nil { firstID = id }
        _ = try profile.text("profile_name")
        let weight = try profile.number("weight", in: 0...1)
        guard weight > 0 else { throw profile.refusal("weight", .outOfRange, "is 0") }
        weights.append(weight)
      }
    }

    func check(_ payload: WireMessageFields, isHybrid: Bool) throws(FailureReport) {
      let key = "weighted_profiles"
      guard isHybrid == !weights.isEmpty else {
        throw payload.refusal(
          "is_hybrid", .inconsistent,
          isHybrid ? "is true without weighted profiles" : "is false with weighted profiles")
      }
      guard isHybrid else { return }
      guard weights.count >= 2 else {
        throw payload.refusal(key, .inconsistent, "blends fewer than two profiles")
      }
      // As wide as wire formats that round to nine decimals.
      guard abs(weights.reduce(0, +) - 1) <= 1e-9 else {
        throw payload.refusal(key, .inconsistent, "has weights that do not sum to 1")
      }
      guard zip(weights, weights.dropFirst()).allSatisfy({ $0 >= $1 }) else {
        throw payload.refusal(key, .inconsistent, "is not ordered by weight")
      }
    }
  }
}
