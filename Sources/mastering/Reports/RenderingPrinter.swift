import MasteringModel
import SystemCalls
import WireFormat

/// The result of a rendering, as text.
struct RenderingPrinter: OutcomePrinter {
  private let style = Style.standard
  private var isFirst = true

  mutating func show(_ outcome: MasterOutcome, of path: String) {
    switch outcome {
    case .done(let destination):
      Terminal.print(style.dim("\(path.printable) → \(destination.printable)  (already exists)"))
    case .rendered(let file):
      if !isFirst { Terminal.print("") }
      describe(file, of: path)
    }
    isFirst = false
  }

  private func describe(_ file: RenderedFile, of path: String) {
    let report = file.report
    let target = file.destination.map { " → \($0.printable)" } ?? "  (nothing was written)"
    Terminal.print(style.bold(path.printable + target))
    Terminal.print("")
    Terminal.print(
      style.dim(
        "  \("".fitted(to: 14))\("target".rightAligned(to: 10))\("measured".rightAligned(to: 12))"))
    Terminal.print(row("Loudness", report.loudness, decimals: 2, unit: "dB"))
    Terminal.print(row("Crest factor", report.crest, decimals: 2, unit: "dB"))
    Terminal.print(row("Brightness", report.centroid, decimals: 1, unit: "Hz"))
    Terminal.print("")
    for line in details(report) + remarks(file) { Terminal.print("  " + line) }
  }

  private func row(
    _ name: String, _ change: RenderingReport.Change, decimals: Int, unit: String
  ) -> String {
    let numbers =
      change.asked.fixed(decimals, signed: true).rightAligned(to: 10)
      + change.achieved.fixed(decimals, signed: true).rightAligned(to: 12)
    let missing = change.asked - change.achieved
    let remark =
      if change.isReached {
        ""
      } else {
        "   \(abs(missing).fixed(decimals)) \(unit) \(missing < 0 ? "above" : "below") target"
          + (change.bound.map { ": \($0.words)" } ?? "")
      }
    return "  \(name.fitted(to: 14))\(numbers) \(unit)\(remark)"
  }

  private func details(_ report: RenderingReport) -> [String] {
    let ceiling = report.ceilingDBTP.map { ", ceiling \($0.fixed(1)) dBTP" } ?? ", no ceiling"
    var lines = [
      "True peak    \(report.sourceTruePeakDBTP.fixed(2)) → \(report.resultTruePeakDBTP.fixed(2)) dBTP\(ceiling)"
    ]
    if let before = report.sourceLoudness?.integratedLUFS,
      let after = report.resultLoudness?.integratedLUFS
    {
      lines.append("Integrated   \(before.fixed(1)) → \(after.fixed(1)) LUFS")
    }
    if report.renders == 0 {
      lines.append(
        report.keepsEverySample
          ? "Every sample is unchanged."
          : "Nothing is changed, except that samples are rounded to this bit depth.")
      if report.exceedsCeiling {
        lines.append(
          style.bold(
            "The true peak is above the ceiling, because no change was requested.")
        )
      }
      return lines
    }
    lines.append(
      "Level        \(report.levelDB.fixed(2, signed: true)) dB; shelf from 2 kHz \(report.shelfGainDB.fixed(2, signed: true)) dB; dynamics \(report.gain.lowestDB.fixed(1, signed: true)) to \(report.gain.highestDB.fixed(1, signed: true)) dB"
    )
    if report.isHeavy { lines.append(style.bold("Heavy: the processing may be audible.")) }
    return lines
  }

  private func remarks(_ file: RenderedFile) -> [String] {
    var lines = file.tags.flatMap(\.words).map { ["Tags         \($0)"] } ?? []
    for peak in file.codecs ?? [] {
      let name = peak.codec.name.fitted(to: 12)
      switch peak.outcome {
      case .success(let dBTP):
        let remark = dBTP > 0 ? style.bold("  above full scale") : ""
        lines.append(
          "\(name) \(dBTP.fixed(2)) dBTP at \(LossyCodec.kilobitsPerSecond) kbit/s\(remark)")
      case .failure(let failure):
        lines.append("\(name) not checked: \(failure.words.printable)")
      }
    }
    return lines
  }
}
