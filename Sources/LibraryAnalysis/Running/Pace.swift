/// How fast work goes, and how long the rest will take, judged by what was done lately.
///
/// Lately is ``span``: a library whose first part is known already goes fast and then slow, and the
/// time left is to follow within that span. Times are those since the work began.
package struct Pace: Sendable {
  /// How far back it looks.
  package static let span: Duration = .seconds(20)
  /// Nothing is said before this much time has passed.
  package static let patience: Duration = .seconds(1)
  /// How far the moments it keeps lie apart, which bounds how many there are.
  private static let step: Duration = .milliseconds(500)

  private struct Moment {
    var time: Duration
    var done: Int
  }

  /// The moments to measure from, the oldest first; that one may lie as far back as the span.
  private var moments = [Moment(time: .zero, done: 0)]
  private var latest = Moment(time: .zero, done: 0)

  /// The pace of work that begins.
  package init() {}

  /// Notes how much is done by a time, neither of which ever goes back.
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

  /// How many pieces of work were done a second, lately; nil while there is too little to tell.
  package var perSecond: Double? {
    guard let first = moments.first, latest.time - first.time >= Self.patience,
      latest.done > first.done
    else { return nil }
    return Double(latest.done - first.done) / ((latest.time - first.time) / .seconds(1))
  }

  /// How long this much more work will take at that pace; nil while there is too little to tell.
  package func timeLeft(for rest: Int) -> Duration? {
    perSecond.map { .seconds(Double(rest) / $0) }
  }
}
