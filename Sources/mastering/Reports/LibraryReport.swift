import LibraryAnalysis
import MasteringModel
import SystemCalls

/// The results of a library as text: counts, statistics of the albums, and recommendations.
struct LibraryReport {
  let result: LibraryResult
  let style: Style

  /// The lines to print.
  var lines: [String] {
    let table = FolderTable(summary: summary, style: style).lines
    return [style.bold(headline)] + counts + (summary.answered > 0 ? [""] + table : [])
      + recommendations
  }

  private var summary: LibrarySummary { result.summary }
  private static let barWidth = 24

  private var headline: String {
    let folders = summary.folders.count
    let stop = result.isInterrupted ? ", stopped" : ""
    guard summary.files > 0 else { return "No audio files found\(passedOver)\(stop)" }
    return "\(counted(summary.done, "file")) in \(counted(folders, "folder"))\(stop) "
      + "after \(time)"
  }

  /// The files found instead, by extension.
  private var passedOver: String {
    let files = result.passedOver
    guard files.count > 0 else { return "" }
    let kinds = files.endings(most: 3)
    let named = kinds.map { "\($0.count) .\($0.ending)" }
    let others = files.count - kinds.reduce(0) { $0 + $1.count }
    let rest = named.isEmpty ? "of unsupported kinds" : others == 1 ? "other" : "others"
    let words = named + (others > 0 ? ["\(others) \(rest)"] : [])
    return " among \(counted(files.count, "file")) (\(words.joined(separator: ", ")))"
  }

  /// The seconds, with a decimal if there are few.
  private var time: String {
    let seconds = result.elapsed / .seconds(1)
    return seconds < 9.95 ? "\(seconds.fixed(1)) s" : result.elapsed.words
  }

  private var counts: [String] {
    let rest = summary.files - summary.done
    let rows = [
      (summary.measured, "analysed"), (summary.fromCache, "from the cache"),
      (summary.failed, "failed"), (summary.passedOver, "not audio"),
      (summary.partial, "ended early"), (rest, "not reached; the next run continues with them"),
    ]
    return rows.filter { $0.0 > 0 }.map { count, words in
      "  \(String(count).rightAligned(to: 6))  \(words)"
    }
  }

  private var recommendations: [String] {
    let tally = summary.recommendations
    guard summary.answered > 0 else { return [] }
    let most = max(tally.byProfile.map(\.tracks).max() ?? 0, tally.fallbacks, 1)
    func row(_ count: Int, _ name: String) -> String {
      let bar = Bar.text(Double(count) / Double(most), width: Self.barWidth)
      return "  \(bar) \(String(count).rightAligned(to: 6))  \(name)"
    }
    let profiles = tally.byProfile.filter { $0.tracks > 0 }.map { profile in
      let blends = profile.leading > 0 ? " (leads \(counted(profile.leading, "blend")))" : ""
      return row(profile.tracks, profile.name.printable + blends)
    }
    let fallbacks = tally.fallbacks > 0 ? [row(tally.fallbacks, "no profile resembles them")] : []
    let kinds =
      "  \(tally.singles) one profile alone, \(counted(tally.hybrids, "blend")), "
      + "\(tally.fallbacks) without a match"
    return ["", style.bold("Profiles")] + profiles + fallbacks + [kinds, ""] + confidences
  }

  private var confidences: [String] {
    let histogram = summary.recommendations.confidences
    let most = max(histogram.counts.max() ?? 0, 1)
    let rows = histogram.counts.enumerated().map { bin, count in
      let bounds = histogram.bounds(ofBin: bin)
      let range =
        (bounds.lower * 100).fixed(0).rightAligned(to: 3) + " to "
        + (bounds.upper * 100).fixed(0).rightAligned(to: 3) + " %"
      let bar = Bar.text(Double(count) / Double(most), width: Self.barWidth)
      return "  \(bar) \(String(count).rightAligned(to: 6))  \(range)"
    }
    return [style.bold("Confidence")] + rows
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

/// Prints nothing but the report at the end.
struct LibraryReportPrinter: LibraryPrinter {
  func end(_ result: LibraryResult) {
    LibraryReport(result: result, style: .standard).lines.forEach { Terminal.print($0) }
  }
}
