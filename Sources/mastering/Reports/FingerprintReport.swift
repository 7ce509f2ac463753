import MasteringModel
import SystemCalls

/// A fingerprint for a person: a line a metric.
struct FingerprintReport {
  let path: String
  let analysis: TrackAnalysis
  let style: Style

  /// The lines to print.
  var lines: [String] {
    [style.bold(path.printable), "  \(style.dim(heard))", ""]
      + FingerprintMetric.allCases.map { metric in
        let value = analysis.fingerprint[metric].fixed(metric.decimals)
        return "  \(metric.name.sentenceCased.fitted(to: 18))  \(value.rightAligned(to: 10)) "
          + metric.unit
      }
  }

  private var heard: String {
    let channels =
      switch analysis.channels {
      case 1: "mono"
      case 2: "stereo"
      default: "\(analysis.channels) channels"
      }
    let length = analysis.durationSeconds.map { " of \($0.fixed(1)) s" } ?? ""
    let partial = analysis.isPartial ? ", which ends early" : ""
    return "\(analysis.analysedSeconds.fixed(1)) s\(length)\(partial), "
      + "\(analysis.sampleRateHz) Hz \(channels)"
  }
}
