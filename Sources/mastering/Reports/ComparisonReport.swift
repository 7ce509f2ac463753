import MasteringModel
import Recommending
import SystemCalls

/// Two fingerprints side by side for a person.
struct ComparisonReport {
  let paths: (String, String)
  let comparison: FingerprintComparison
  let recommendations: (Recommendation, Recommendation)
  let style: Style

  /// The lines to print.
  var lines: [String] {
    [
      style.bold(
        "\("".fitted(to: 20))\(heading(paths.0))\(heading(paths.1))\("Difference".rightAligned(to: 16))"
      )
    ]
      + FingerprintMetric.allCases.map { metric in
        let values = [
          comparison.first[metric].fixed(metric.decimals),
          comparison.second[metric].fixed(metric.decimals),
          comparison.difference(in: metric).fixed(metric.decimals, signed: true),
        ].map { $0.rightAligned(to: 16) }
        return metric.name.sentenceCased.fitted(to: 20) + values.joined()
          + " \(metric.differenceUnit)"
      } + ["", comparison.summary, ""]
      + [resemblance(paths.0, recommendations.0), resemblance(paths.1, recommendations.1)]
  }

  private func heading(_ path: String) -> String {
    let name =
      path.utf8.split(separator: UInt8(ascii: "/")).last
      .map { String(decoding: $0, as: UTF8.self) } ?? path
    return name.printable.count > 15
      ? " " + name.printable.fitted(to: 15) : name.printable.rightAligned(to: 16)
  }

  private func resemblance(_ path: String, _ recommendation: Recommendation) -> String {
    guard let best = recommendation.ranking.first else {
      return "\(path.printable) resembles no profile."
    }
    return
      "\(path.printable) resembles \(best.profile.name.printable) at \(best.similarity.score.percent)."
  }
}
