import Learning
import LearningFiles
import MasteringModel
import SystemCalls

/// What was left out of a study, as text.
struct StudyReport {
  let studied: StudiedPairs

  /// The lines to print.
  var lines: [String] {
    Self.lines(of: studied.refused)
      + unmatched(studied.unmatchedBefore, "Without a master")
      + unmatched(studied.unmatchedAfter, "Without an original")
  }

  /// What was left out, one line each.
  static func lines(of refused: [RefusedPair]) -> [String] {
    refused.map { "  left out: \($0.name.printable) \($0.sentence.printable)" }
  }

  private func unmatched(_ names: [String], _ title: String) -> [String] {
    names.isEmpty ? [] : ["  \(title): \(names.map(\.printable).joined(separator: ", "))"]
  }
}

/// What was learned from pairs, as text.
struct PairLessonReport {
  let lesson: PairLesson
  /// The folder of the pairs, if each folder is learned from separately.
  let folder: String?
  let style: Style

  /// The lines to print.
  var lines: [String] {
    [style.bold(title)] + remarks + [""] + changes + [""] + errors + [""] + profiles
  }

  private var title: String {
    let pairs = lesson.pairs.count == 1 ? "1 pair" : "\(lesson.pairs.count) pairs"
    let place = folder.map { $0.isEmpty ? "" : " in \($0.printable)" } ?? ""
    return "Learned from \(pairs)\(place)"
  }

  private var remarks: [String] {
    var lines: [String] = []
    if lesson.pairs.count < PairLesson.fewPairs {
      lines.append(
        "  Results from fewer than \(PairLesson.fewPairs) pairs are unreliable.")
    }
    for mixture in lesson.mixtures {
      let unit = mixture.column.unit
      let decimals = mixture.column.decimals
      lines.append(
        "  Two clusters: \(mixture.column.name.lowercased()) changes by about "
          + "\(mixture.lower.fixed(decimals, signed: true)) \(unit) in "
          + "\(mixture.lowerNames.count) pairs and by "
          + "\(mixture.upper.fixed(decimals, signed: true)) \(unit) in \(mixture.upperNames.count). "
          + (mixture.isByFolder
            ? "They are in different folders: --by-folder learns each separately."
            : "They may have been mastered in two different ways. The second cluster: "
              + mixture.upperNames.map(\.printable).joined(separator: ", ") + ".")
      )
    }
    return lines
  }

  private var changes: [String] {
    ChangeColumn.allCases.map { column in
      let change = column.value(of: lesson.change).fixed(column.decimals, signed: true)
      let spread = column.value(of: lesson.spread).fixed(column.decimals)
      return "  \(column.name.fitted(to: 14))  \(change.rightAligned(to: 9)) \(column.unit)"
        + "   spread \(spread.rightAligned(to: 8)) \(column.unit)"
    }
  }

  private var errors: [String] {
    let header =
      "  " + "Mean error, held-out pairs".fitted(to: 32)
      + ChangeColumn.allCases.map { $0.name.rightAligned(to: 14) }.joined()
    let rows = ChangePredictor.allCases.map { predictor in
      "  " + predictor.name.fitted(to: 32)
        + ChangeColumn.allCases.map { column in
          (lesson.errors[predictor].map { "\($0[column].fixed(column.decimals)) \(column.unit)" }
            ?? "–").rightAligned(to: 14)
        }.joined()
    }
    return [style.bold(header)] + rows + [
      "  Better than no change: "
        + (lesson.errors[.learned] == nil
          ? "–" : "\(lesson.betterThanNoChange.percent) of the pairs")
    ]
  }

  private var profiles: [String] {
    lesson.learned.profiles.map { "  \($0.id)  \($0.name.printable)" }
  }
}
