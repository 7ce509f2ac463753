import MasteringModel
import Recommending
import SystemCalls

/// The loudness of files, one row each, with the findings below.
struct LoudnessTable: LoudnessPrinter {
  private let fileWidth: Int
  private let target: LoudnessTarget?
  private let style: Style
  private var hasHeader = false

  private static let columns = [
    ("Integrated", 10), ("Range", 8), ("Momentary", 9), ("Short-term", 10), ("True peak", 9),
    ("Samples", 8), ("PLR", 5),
  ]

  init(paths: [String], target: LoudnessTarget?, style: Style) {
    fileWidth = min(max(paths.map { $0.printable.count }.max() ?? 0, 5), 60)
    self.target = target
    self.style = style
  }

  /// Without a row there is nothing for it to head.
  private mutating func writeHeader() {
    guard !hasHeader else { return }
    hasHeader = true
    var cells = ["File".fitted(to: fileWidth)]
    cells += Self.columns.map { $0.0.rightAligned(to: $0.1) }
    if let target {
      cells += ["to \(target.integratedLUFS.fixed(0))".rightAligned(to: 8), " new peak"]
    }
    Terminal.print(style.bold(cells.joined(separator: "  ")))
    var units = ["".fitted(to: fileWidth)]
    units += zip(["LUFS", "LU", "LUFS", "LUFS", "dBTP", "dBFS", "LU"], Self.columns).map {
      $0.0.rightAligned(to: $0.1.1)
    }
    if target != nil { units += ["dB".rightAligned(to: 8), "dBTP".rightAligned(to: 9)] }
    Terminal.print(style.dim(units.joined(separator: "  ")))
  }

  mutating func show(_ loudness: TrackLoudness, of path: String) {
    writeHeader()
    Terminal.print(row(path.printable, loudness.signal))
    for finding in loudness.signal.findings {
      Terminal.print("  \(style.dim(finding.sentence))")
    }
    if let target, let words = target.shortfall(of: loudness.signal) {
      Terminal.print("  \(style.dim(words))")
    }
  }

  mutating func end(album: AlbumLoudness?) {
    guard let album, hasHeader else { return }
    Terminal.print(style.bold(row("Album", album.signal)))
  }

  private func row(_ name: String, _ loudness: SignalLoudness) -> String {
    let values = [
      loudness.integratedLUFS, loudness.rangeLU, loudness.momentaryMaxLUFS,
      loudness.shortTermMaxLUFS, loudness.truePeakDBTP, loudness.samplePeakDBFS,
      loudness.peakToLoudnessLU,
    ]
    var cells = [name.fitted(to: fileWidth)]
    cells += zip(values, Self.columns).map { value, column in
      (value?.fixed(1) ?? "–").rightAligned(to: column.1)
    }
    if let target {
      let gain = target.gainDB(for: loudness)
      let peak = loudness.truePeakDBTP ?? loudness.samplePeakDBFS
      let then = gain.flatMap { gain in peak.map { $0 + gain } }
      cells += [
        (gain?.fixed(1, signed: true) ?? "–").rightAligned(to: 8),
        (then?.fixed(1) ?? "–").rightAligned(to: 9),
      ]
    }
    return cells.joined(separator: "  ")
  }
}

extension LoudnessTarget {
  /// Why the gain to the target cannot simply be applied; nil if it can.
  fileprivate func shortfall(of loudness: SignalLoudness) -> String? {
    guard let gain = gainDB(for: loudness),
      let peak = loudness.truePeakDBTP ?? loudness.samplePeakDBFS
    else { return nil }
    let excess = peak + gain - ceilingDBTP
    guard excess >= 0.05 else { return nil }
    return "The gain would raise the peak to \(excess.fixed(1)) dB above \(ceilingDBTP.fixed(0)) "
      + "dBTP; \((gain - excess).fixed(1, signed: true)) dB is the most without limiting."
  }
}
