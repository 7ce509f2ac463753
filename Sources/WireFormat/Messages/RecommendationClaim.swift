public import MasteringModel
public import StrictJSON

/// A received recommendation payload with consistent members.
///
/// The payload names profiles without containing them, so it cannot be turned back into a
/// `Recommendation`; these are the facts it states.
public struct RecommendationClaim: Sendable, Hashable {
  /// The track it is for.
  public let trackID: Int
  /// The settings it was made with.
  public let settings: RecommendationSettings

  /// Checks a payload with all members of MSG-1.
  ///
  /// - Throws: ``FailureCode/invalidMessage`` for the first member that is missing, of another type or
  ///   outside its range, or else for members that contradict each other; the pointer is relative
  ///   to the payload.
  public init(payload: JSON) throws(FailureReport) {
    let payload = try WireMessageFields(payload, at: "")
    try Self.check(payload, mayBeTheOriginals: false)
    trackID = try payload.wholeNumber("track_id", from: 0)
    let threshold = try payload.number("confidence_threshold")
    let topK = try payload.wholeNumber("top_k", from: 1)
    do {
      settings = try RecommendationSettings(
        confidenceThreshold: threshold, topK: topK,
        weighting: payload.isWeightedByDimension ? .dimension : .plain)
    } catch {
      throw FailureReport(error)
    }
  }

  /// Members that the original's recommendations lack, always or sometimes.
  private static let absentFromTheOriginal = [
    "alternative_profiles", "is_fallback", "confidence_threshold", "top_k", "fingerprint",
  ]

  /// Checks a payload.
  ///
  /// - Parameter mayBeTheOriginals: whether members that the original's payloads lack may be
  ///   missing (MSG-24).
  static func check(
    _ payload: WireMessageFields, mayBeTheOriginals: Bool
  ) throws(FailureReport) {
    if !mayBeTheOriginals {
      for key in absentFromTheOriginal + ["weighted_profiles"] { try payload.require(key) }
    }
    _ = try payload.wholeNumber("track_id", from: 0)
    let primary = try payload.text("primary_profile_id")
    _ = try payload.text("primary_profile_name")
    let confidence = try payload.number("confidence_score", in: 0...1)
    for key in [
      "predicted_loudness_change", "predicted_crest_change", "predicted_centroid_change",
    ] { _ = try payload.number(key) }
    _ = try payload.text("reasoning")
    let isHybrid = try payload.bool("is_hybrid")
    if isHybrid { try payload.require("weighted_profiles") }
    let blend = try Blend(try payload.objectsIfThere("weighted_profiles"))
    for alternative in try payload.objectsIfThere("alternative_profiles") {
      let isOriginal =
        mayBeTheOriginals && !alternative.has("profile_id") && alternative.has("id")
      _ = try alternative.text(isOriginal ? "id" : "profile_id")
      _ = try alternative.text(isOriginal ? "name" : "profile_name")
    }
    let isFallback = payload.has("is_fallback") ? try payload.bool("is_fallback") : false
    let threshold =
      payload.has("confidence_threshold")
      ? try payload.number("confidence_threshold", in: 0...1) : .infinity
    if payload.has("top_k") { _ = try payload.wholeNumber("top_k", from: 1) }
    if payload.has("fingerprint") {
      let metrics = try payload.object("fingerprint")
      for metric in FingerprintMetric.allCases { _ = try metrics.number(metric.rawValue) }
    }

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
      // The tolerance allows for wire formats that round to nine decimals.
      guard abs(weights.reduce(0, +) - 1) <= 1e-9 else {
        throw payload.refusal(key, .inconsistent, "has weights that do not sum to 1")
      }
      guard zip(weights, weights.dropFirst()).allSatisfy({ $0 >= $1 }) else {
        throw payload.refusal(key, .inconsistent, "is not ordered by weight")
      }
    }
  }
}
