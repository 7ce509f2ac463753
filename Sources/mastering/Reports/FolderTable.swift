import LibraryAnalysis
import MasteringModel
import SystemCalls

/// Mean and standard deviation of each metric, and of the loudness if it was measured: two rows per
/// folder, and two for all.
struct FolderTable {
  let summary: LibrarySummary
  let style: Style

  private struct Column {
    let metric: FingerprintMetric
    let title: String
    let unit: String
    let width: Int
  }

  private static let columns = FingerprintMetric.allCases.map { metric in
    let unit = metric.unit.replacing("per ", with: "/")
    return Column(
      metric: metric, title: metric.columnTitle, unit: unit,
      // A space, and at least as wide as "-100.00" and "22050.0".
      width: max(metric.columnTitle.count, unit.count, 7) + 1)
  }
  private static let tracksWidth = 7

  /// The lines to print.
  var lines: [String] {
    let folders = summary.folders.filter { $0.fingerprints.count > 0 }
    let width = folderWidth(folders.map { $0.path.printable.count })
    let all =
      folders.count > 1
      ? rows("All".fitted(to: width), summary.fingerprints, summary.loudness, width) : []
    return header(width)
      + folders.flatMap {
        rows($0.path.printable.fitted(to: width), $0.fingerprints, $0.loudness, width)
      } + all
  }

  /// As wide as the longest name, but no wider than fits the terminal.
  private func folderWidth(_ lengths: [Int]) -> Int {
    let longest = max(lengths.max() ?? 0, 6)
    guard Terminal.isOutputATerminal else { return longest }
    let others =
      Self.tracksWidth + Self.columns.map(\.width).reduce(0, +)
      + loudnessColumns.map(\.width).reduce(0, +)
    return min(longest, max(Terminal.columns(of: 1) - others, 12))
  }

  private func header(_ width: Int) -> [String] {
    let columns = Self.columns.map { ($0.title, $0.unit, $0.width) } + loudnessColumns
    let titles = columns.map { $0.0.rightAligned(to: $0.2) }.joined()
    let units = columns.map { $0.1.rightAligned(to: $0.2) }.joined()
    let tracks = "Tracks".rightAligned(to: Self.tracksWidth)
    let blank = String(repeating: " ", count: width + Self.tracksWidth)
    return [style.bold("Folder".fitted(to: width) + tracks + titles), style.dim(blank + units)]
  }

  /// For the true peak, the highest is shown instead of a mean.
  private var loudnessColumns: [(title: String, unit: String, width: Int)] {
    guard summary.loudness.count > 0 else { return [] }
    let peak = summary.loudness.truePeakDBTP == nil ? [] : [("True peak", "dBTP max", 11)]
    return [("Integrated", "LUFS", 12), ("Range", "LU", 7)] + peak
  }

  private func loudness(_ statistics: LoudnessStatistics) -> (means: String, deviations: String) {
    let columns = loudnessColumns
    guard !columns.isEmpty else { return ("", "") }
    let means = [statistics.integrated.mean, statistics.range.mean, statistics.truePeakDBTP]
    let deviations = [statistics.integrated.deviation, statistics.range.deviation]
    let text = { (value: Double?, width: Int) in (value?.fixed(1) ?? "").rightAligned(to: width) }
    return (
      zip(means, columns).map { text($0, $1.width) }.joined(),
      zip(deviations, columns).map { text($0, $1.width) }.joined()
    )
  }

  private func rows(
    _ name: String, _ fingerprints: FingerprintStatistics, _ loud: LoudnessStatistics,
    _ width: Int
  ) -> [String] {
    let tracks = String(fingerprints.count).rightAligned(to: Self.tracksWidth)
    let statistics = zip(Self.columns, fingerprints.byMetric.map(\.statistics))
    let means = statistics.map { text($1.mean, $0) }.joined()
    let deviations = statistics.map { text($1.deviation, $0) }.joined()
    let sign = "±".rightAligned(to: width + Self.tracksWidth)
    let loudness = loudness(loud)
    return [
      name + tracks + means + loudness.means, style.dim(sign + deviations + loudness.deviations),
    ]
  }

  private func text(_ value: Double?, _ column: Column) -> String {
    (value?.fixed(column.metric.decimals) ?? "").rightAligned(to: column.width)
  }
}
