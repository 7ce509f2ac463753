import SystemCalls

/// What changed between two runs.
public struct ReportComparison: Sendable {
  /// A case counts as slower if it takes this many times as long, and this much longer.
  private static let slowerFactor = 2.0
  private static let slowerSeconds = 0.1
  private static let mostSlower = 20

  /// Cases that passed and no longer do.
  public let broken: [String]
  /// Cases that did not pass and now do.
  public let mended: [String]
  /// Cases that do not pass, in a different way from before.
  public let otherwise: [String]
  /// Cases that only the second run has.
  public let new: [String]
  /// Cases that only the first run has.
  public let gone: [String]
  /// Cases that take much longer, the worst first.
  public let slower: [String]
  private let counts: (before: Int, after: Int)

  /// Compares a run with one before.
  public init(_ before: PastReport, _ after: PastReport) {
    let old = Dictionary(before.cases.map { ($0.name, $0) }) { first, _ in first }
    let now = Dictionary(after.cases.map { ($0.name, $0) }) { first, _ in first }
    let both = after.cases.compactMap { item in old[item.name].map { (was: $0, is: item) } }
    func words(_ pair: (was: PastReport.Case, is: PastReport.Case)) -> String {
      "\(pair.is.name) (\(pair.was.outcome.rawValue) → \(pair.is.outcome.rawValue))"
    }
    broken = both.filter { $0.was.outcome.isWell && !$0.is.outcome.isWell }.map(words)
    mended = both.filter { !$0.was.outcome.isWell && $0.is.outcome.isWell }.map(words)
    otherwise =
      both.filter {
        $0.was.outcome != $0.is.outcome && $0.was.outcome.isWell == $0.is.outcome.isWell
      }.map(words)
    new = after.cases.filter { old[$0.name] == nil }
      .map { "\($0.name) (\($0.outcome.rawValue))" }
    gone = before.cases.map(\.name).filter { now[$0] == nil }
    slower =
      both.filter { was, now in
        now.seconds > was.seconds * Self.slowerFactor
          && now.seconds - was.seconds > Self.slowerSeconds
      }
      .sorted { $0.is.seconds - $0.was.seconds > $1.is.seconds - $1.was.seconds }
      .prefix(Self.mostSlower)
      .map { "\($0.is.name) (\($0.was.seconds.short) s → \($0.is.seconds.short) s)" }
    counts = (before.cases.count, after.cases.count)
  }

  /// Whether nothing got worse: no case broke, and no new one is broken.
  public var isNoWorse: Bool {
    broken.isEmpty
      && !new.contains { line in
        CaseOutcome.allCases.contains { !$0.isWell && line.hasSuffix("(\($0.rawValue))") }
      }
  }

  /// The comparison as text.
  public var text: String {
    let parts = [
      ("Broken", broken), ("Fixed", mended), ("Changed", otherwise), ("New", new),
      ("Gone", gone), ("Slower", slower),
    ]
    var lines: [String] = []
    for (title, names) in parts where !names.isEmpty {
      lines += ["\(title): \(names.count)"] + names.map { "  \($0)" } + [""]
    }
    lines.append(
      "\(counts.before) cases before, \(counts.after) now: \(broken.count) broken, "
        + "\(mended.count) fixed, \(new.count) new, \(gone.count) gone")
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }
}
