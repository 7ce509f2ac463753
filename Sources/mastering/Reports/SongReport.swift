import MasteringModel
import Recommending
import StrictJSON
import SystemCalls
import WireFormat

/// The recommendations for the analysed part of a song and for all of it.
struct SongRecommendation: Sendable {
  let recommendation: Recommendation
  /// The loudness of that part; nil if it was not requested.
  let loudness: TrackLoudness?
  /// The comparison with the whole song; nil if it was not requested.
  let song: WholeSong?

  /// The payload, with `loudness` and `whole` if they were requested.
  var payload: JSON {
    var members = recommendation.payload().members ?? []
    if let loudness { members.append(JSON.Member("loudness", loudness.payload)) }
    if let song { members.append(JSON.Member("whole", song.payload)) }
    return .object(members)
  }
}

extension WholeSong {
  /// The lines about the whole song, as text.
  func lines(_ style: Style) -> [String] {
    let name = whole.primaryProfile.name.printable
    let kind = whole.isFallback ? "no profile" : whole.isHybrid ? "a hybrid led by \(name)" : name
    let verdict =
      isSame
      ? "The whole song gets the same recommendation (\(whole.confidencePercent))."
      : "The whole song gets a different recommendation: \(kind) (\(whole.confidencePercent))."
    let differences = FingerprintMetric.allCases.map { metric in
      let difference = comparison.difference(in: metric)
      return "  \(metric.name.sentenceCased.fitted(to: 18))  "
        + "\(difference.fixed(metric.decimals, signed: true).rightAligned(to: 10)) "
        + metric.differenceUnit
    }
    return [
      "", "  \(style.bold(verdict))", "  \(style.dim("Difference from the part analysed:"))",
    ]
      + differences
  }
}
