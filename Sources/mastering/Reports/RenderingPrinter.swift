import MasteringModel
import SystemCalls
import WireFormat

/// What a rendering brought about, for a person.
struct RenderingPrinter: OutcomePrinter {
  let destinations: RenderingDestinations
  private let style = Style.standard
  private var isFirst = true

  init(destinations: RenderingDestinations) {
    self.destinations = destinations
  }

  mutating func show(_ report: RenderingReport, of path: String) {
    if !isFirst { Terminal.print("") }
    isFirst = false
    let target = destinations[path].map { " → \($0.printable)" } ?? "  (nothing was written)"
    Terminal.print(style.bold(path.printable + target))
    Terminal.print("")
    Terminal.print(
      style.dim(
        "  \("".fitted(to: 14))\("asked".rightAligned(to: 10))\("measured".rightAligned(to: 12))"))
    Terminal.print(row("Loudness", report.loudness, decimals: 2, unit: "dB"))
    Terminal.print(row("Crest factor", report.crest, decimals: 2, unit: "dB"))
    Terminal.print(row("Brightness", report.centroid, decimals: 1, unit: "Hz"))
    Terminal.print("")
    for line in details(report) { Terminal.print("  " + line) }
  }

  private func row(
    _ name: String, _ change: RenderingReport.Change, decimals: Int, unit: String
  ) -> String {
    let numbers =
      change.asked.fixed(decimals, signed: true).rightAligned(to: 10)
      + change.achieved.fixed(decimals, signed: true).rightAligned(to: 12)
    let remark =
      if change.isReached {
        ""
      } else {
        "   \((change.asked - change.achieved).fixed(decimals, signed: true)) \(unit) missing"
          + (change.bound.map { ": \($0.words)" } ?? "")
      }
    return "  \(name.fitted(to: 14))\(numbers) \(unit)\(remark)"
  }

  private func details(_ report: RenderingReport) -> [String] {
    let ceiling = report.ceilingDBTP.map { ", ceiling \($0.fixed(1)) dBTP" } ?? ", no ceiling"
    var lines = [
      "True peak    \(report.sourceTruePeakDBTP.fixed(2)) → \(report.resultTruePeakDBTP.fixed(2)) dBTP\(ceiling)"
    ]
    if report.renders == 0 {
      lines.append("Every sample is as it was.")
      return lines
    }
    lines.append(
      "Level        \(report.levelDB.fixed(2, signed: true)) dB; shelf from 2 kHz \(report.shelfGainDB.fixed(2, signed: true)) dB; dynamics \(report.gain.lowestDB.fixed(1, signed: true)) to \(report.gain.highestDB.fixed(1, signed: true)) dB"
    )
    if report.isHeavy { lines.append(style.bold("Heavy: the processing may be heard as such.")) }
    return lines
  }
}
