import MasteringModel
import Recommending
import StrictJSON
import SystemCalls
import WireFormat

/// What the part of a song that was listened to is recommended, and what all of it would be.
struct SongRecommendation: Sendable {
  let recommendation: Recommendation
  /// How loud that part is for people; nil where that was not asked for.
  let loudness: TrackLoudness?
  /// Beside the whole song; nil where that was not asked for.
  let song: WholeSong?

  /// The payload, with `loudness` and `whole` where they were asked for.
  var payload: JSON {
    var members = recommendation.payload().members ?? []
    if let loudness { members.append(JSON.Member("loudness", loudness.payload)) }
    if let song { members.append(JSON.Member("whole", song.payload)) }
    return .object(members)
  }
}

extension WholeSong {
  /// The lines about the whole song for a person.
  func lines(_ style: Style) -> [String] {
    let name = whole.primaryProfile.name.printable
    let kind = whole.isFallback ? "no profile" : whole.isHybrid ? "a hybrid led by \(name)" : name
    let verdict =
      isSame
      ? "The whole song gets the same recommendation (\(whole.confidence.percent))."
      : "The whole song gets another recommendation: \(kind) (\(whole.confidence.percent))."
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
