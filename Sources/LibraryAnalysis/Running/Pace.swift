/// The speed of work and an estimate of the remaining time, based on recent progress.
///
/// "Recent" means within ``span``: a library whose first part is cached goes fast and then slows
/// down, and the estimate should follow within that span. Times are measured from the start of the
/// work.
package struct Pace: Sendable {
  /// How far back it looks.
  package static let span: Duration = .seconds(20)
  /// No estimate is made before this much time has passed.
  package static let patience: Duration = .seconds(1)
  /// The distance between the moments it keeps, which bounds their number.
  private static let step: Duration = .milliseconds(500)

  private struct Moment {
    var time: Duration
    var done: Int
  }

  /// The moments to measure from, oldest first; the oldest may be as far back as the span.
  private var moments = [Moment(time: .zero, done: 0)]
  private var latest = Moment(time: .zero, done: 0)

  /// The pace at the start of work.
  package init() {}

  /// Records how much is done by a time; neither may decrease.
  package mutating func note(done: Int, at time: Duration) {
    latest = Moment(time: time, done: done)
    if let last = moments.last, time - last.time >= Self.step { moments.append(latest) }
    // The newest moment that is at least the span ago is the one to measure from.
    if let recent = moments.firstIndex(where: { time - $0.time < Self.span }), recent > 1 {
      moments.removeFirst(recent - 1)
    } else if let last = moments.last, time - last.time >= Self.span {
      moments = [last]
    }
  }

  /// The recent number of pieces of work per second; nil while there is too little data.
  package var perSecond: Double? {
    guard let first = moments.first, latest.time - first.time >= Self.patience,
      latest.done > first.done
    else { return nil }
    return Double(latest.done - first.done) / ((latest.time - first.time) / .seconds(1))
  }

  /// How long this much more work will take at that pace; nil while there is too little data.
  package func timeLeft(for rest: Int) -> Duration? {
    perSecond.map { .seconds(Double(rest) / $0) }
  }
}
