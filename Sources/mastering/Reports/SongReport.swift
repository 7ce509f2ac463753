import MasteringModel
import Recommending
import SystemCalls
import StrictJSON
import WireFormat

/// What the part of a song that was listened to is recommended, and what all of it would be.
struct SongRecommendation: Sendable {
  let recommendation: Recommendation
  /// How loud that part is for people; nil where that was not asked for.
  let loudness: TrackLoudness?
  /// Of the whole song; nil where that was not asked for.
  let whole: Recommendation?

  /// Whether the whole song would be recommended the same: the same primary profile, alone or in a
  /// blend.
  var isSame: Bool {
    guard let whole else { return true }
    return whole.primaryProfile.id == recommendation.primaryProfile.id
      && whole.isHybrid == recommendation.isHybrid && whole.isFallback == recommendation.isFallback
  }

  private var comparison: FingerprintComparison? {
    whole.map { FingerprintComparison(of: $0.fingerprint, with: recommendation.fingerprint) }
  }

  /// The payload, with `loudness` and `whole` where they were asked for.
  var payload: JSON {
    var members = recommendation.payload().members ?? []
    if let loudness { members.append(JSON.Member("loudness", loudness.payload)) }
    guard let whole, let comparison else { return .object(members) }
    let part: JSON = [
      "primary_profile_id": .string(whole.primaryProfile.id),
      "primary_profile_name": .string(whole.primaryProfile.name),
      "confidence_score": .number(whole.confidence), "is_hybrid": .bool(whole.isHybrid),
      "is_fallback": .bool(whole.isFallback), "is_same": .bool(isSame),
      "difference": .object(
        FingerprintMetric.allCases.map {
          JSON.Member($0.rawValue, .number(comparison.difference(in: $0)))
        }),
    ]
    return .object(members + [JSON.Member("whole", part)])
  }

  /// The lines about the whole song for a person.
  func lines(_ style: Style) -> [String] {
    guard let whole, let comparison else { return [] }
    let name = whole.primaryProfile.name.printable
    let kind = whole.isFallback ? "no profile" : whole.isHybrid ? "a hybrid led by \(name)" : name
    let verdict =
      isSame
      ? "The whole song would be recommended the same (\(whole.confidence.percent))."
      : "The whole song would be recommended otherwise: \(kind) (\(whole.confidence.percent))."
    let differences = FingerprintMetric.allCases.map { metric in
      let difference = comparison.difference(in: metric)
      return "  \(metric.name.sentenceCased.fitted(to: 18))  "
        + "\(difference.fixed(metric.decimals, signed: true).rightAligned(to: 10)) "
        + metric.differenceUnit
    }
    return [
      "", "  \(style.bold(verdict))", "  \(style.dim("The whole song against what was heard:"))",
    ]
      + differences
  }
}
