import MasteringModel

/// One rendering of a track, and what came of it.
struct RenderingAttempt: Sendable {
  /// The track, with its levels.
  let source: MeasuredSource
  let solution: RenderingSolution
  /// What rounding did to the samples.
  let rounding: RoundingEffect
  /// The measured result; its bounds are the limits of the solution.
  let report: RenderingReport
}

extension TrackRenderer {
  /// The report of an attempt with a bound for each change that was not reached (REN-5, REN-52).
  ///
  /// If rounding may be the reason, the track is rendered once more without it.
  func bounded(
    _ attempt: RenderingAttempt, _ request: RenderingRequest,
    _ progress: (@Sendable (RenderingProgress) -> Void)?
  ) throws(RenderingFailure) -> RenderingReport {
    var report = attempt.report
    // What was left alone may have been moved by rounding.
    let unexplained = RenderingDimension.allCases.filter {
      !report[$0].isReached && [nil, .nothingToMove].contains(report[$0].bound)
    }
    guard !unexplained.isEmpty else { return report }
    var unrounded: RenderingReport?
    if attempt.rounding.isChange {
      let exact = RenderingRequest(
        path: request.path, asks: request.asks, policy: request.policy, ceiling: request.ceiling,
        level: request.level, resolution: .float32)
      unrounded =
        try rendered(
          attempt.solution, of: attempt.source, exact, into: nil, renders: report.renders, progress
        ).report
    }
    for dimension in unexplained {
      let missing = report[dimension].asked - report[dimension].achieved
      // Corrections may have aimed beyond the ask, so what counts is how far rounding held it back.
      if let unrounded,
        case let gained = unrounded[dimension].achieved - report[dimension].achieved,
        gained * missing > 0, abs(gained) > abs(missing) / 2
      {
        report.bind(dimension, by: attempt.rounding.isClipping ? .fullScale : .resolution)
      } else if report[dimension].bound == nil {
        let isSilent = report.result.loudnessDBFS < MeasuredSource.silenceDBFS
        report.bind(dimension, by: isSilent ? .resolution : .uncorrected)
      }
    }
    return report
  }
}

extension RenderingReport.Change {
  /// How far the achieved change is from the one that was asked for, in dB or Hz.
  var deviation: Double { abs(achieved - asked) }
}
